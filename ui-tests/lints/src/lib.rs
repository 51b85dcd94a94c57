//! `#[lazy_mmu]` on every shape of function, in a crate that denies whatever a user may deny. That
//! `cargo clippy` finds nothing is the test: the attribute adds no lint. That it takes none away is
//! seen by `tests/compiled/tests/fidelity/lints.rs`.
#![deny(warnings, future_incompatible, nonstandard_style, rust_2018_idioms, unused)]
#![deny(clippy::all, clippy::nursery, clippy::pedantic)]
#![deny(
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_crate_dependencies,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    unsafe_code
)]
// It takes a guard with a name for what it takes the guard of a lock for: one that should go as
// soon as possible.
#![allow(clippy::significant_drop_tightening)]
// Those of restriction that look at locals, names, paths and types.
#![deny(
    clippy::absolute_paths,
    clippy::let_underscore_must_use,
    clippy::let_underscore_untyped,
    clippy::min_ident_chars,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::single_call_fn,
    clippy::undocumented_unsafe_blocks
)]

pub mod public;

/// The cases that `ui-tests/tests/ui.rs` runs. Their items are private, so that `missing_docs` has
/// nothing to say.
mod pass {
    #![allow(
        dead_code,
        unreachable_pub,
        unsafe_code,
        reason = "nobody calls their `main`, some are about visibility or `unsafe`"
    )]
    #![allow(trivial_casts, clippy::wildcard_imports, reason = "what they are about")]
    #![allow(
        clippy::boxed_local,
        clippy::needless_pass_by_value,
        clippy::unused_self,
        reason = "an argument is there for its kind only"
    )]
    #![allow(
        clippy::redundant_pub_crate,
        clippy::single_call_fn,
        reason = "each is there to be called once, by its file"
    )]
    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}
