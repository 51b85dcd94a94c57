//! Fuzz targets: bytes become a program of [`operations`], or a use of the [`attribute`], and a
//! check panics if the result is wrong.
//!
//! With `fuzz_targets/` libFuzzer chooses the bytes by the code that they reach
//! (`cargo xtask fuzz`). The inputs worth keeping are in [`corpus/`](corpus), a file for each
//! target. `tests/` replays the corpus, and variations of it from a fixed seed, in a plain test.

pub mod attribute;
pub mod corpus;
pub mod operations;
pub mod variations;

// No crate can link a proc-macro crate, so this one compiles its files.
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
