//! What a fuzzer tries on lazy-mmu: bytes become a program of [`operations`], or a use of the
//! [`attribute`], and a check panics if it is not treated as it must be.
//!
//! `fuzz_targets/` has libFuzzer choose the bytes by what they reach (`cargo xtask fuzz`); what it
//! found worth keeping is in [`corpus/`](corpus), a file for each target. `tests/` replays the
//! corpus, and variations of it from a fixed seed, in a plain test.

pub mod attribute;
pub mod corpus;
pub mod operations;
pub mod variations;

// A proc-macro crate cannot be linked, so its files are compiled into this one.
#[path = "../../lazy-mmu-macros/src/args.rs"]
mod args;
#[path = "../../lazy-mmu-macros/src/errors.rs"]
mod errors;
#[path = "../../lazy-mmu-macros/src/expand.rs"]
mod expand;
#[path = "../../lazy-mmu-macros/src/function.rs"]
mod function;
#[path = "../../lazy-mmu-macros/src/futures.rs"]
mod futures;
#[path = "../../lazy-mmu-macros/src/returns.rs"]
mod returns;
#[path = "../../lazy-mmu-macros/src/suggest.rs"]
mod suggest;
