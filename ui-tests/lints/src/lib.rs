//! `#[lazy_mmu]` on every shape of function, in a crate that denies every lint that a user may
//! deny. The test is that `cargo clippy` finds nothing: the attribute adds no lint. That it removes
//! none is a test of `tests/compiled/tests/fidelity/lints.rs`.
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
// This lint treats a named guard as the guard of a lock, which should drop as soon as possible.
#![allow(clippy::significant_drop_tightening)]
// The restriction lints that look at locals, names, paths and types.
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

/// The cases that `ui-tests/tests/ui.rs` runs. Their items are private, so `missing_docs` does not
/// apply.
mod pass {
    #![allow(
        dead_code,
        unreachable_pub,
        unsafe_code,
        reason = "nobody calls their `main`, some are about visibility or `unsafe`"
    )]
    #![allow(trivial_casts, clippy::wildcard_imports, reason = "some cases are about these")]
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
