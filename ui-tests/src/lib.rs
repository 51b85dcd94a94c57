//! What must not compile with lazy-mmu, and what must.
//!
//! * `fail/`: what `#[lazy_mmu]` refuses, in folders by what is wrong: the `item` that it is on,
//!   the kind of `function`, or an `argument`. Each case stands under a comment that says what it
//!   is, as [`cases`] has it. The errors stand beside the file, and are ours word for word.
//! * [`refused`]: what the compiler refuses, one reason a function. Its wording changes from
//!   version to version, so there only the error's code is checked, and that only by a nightly
//!   rustdoc.
//! * `messages/`: what the compiler and the linker say in words of ours, among theirs, and what the
//!   README's Troubleshooting is keyed by.
//! * `pass/`: every shape of function that `#[lazy_mmu]` takes. Each is also run, and asserts what
//!   happens on [`kernel`].
//! * `lints/`: that `cargo clippy` finds nothing, there and in `pass/`, under every lint that a
//!   user may deny.
//! * `editions/`: programs that use the attribute in each edition, and are refused or run. Those
//!   with a year in their names are of that one.
//! * [`editions`]: what depends on the edition of the crate that uses the attribute.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` writes the errors anew.

pub mod cases;
pub mod editions;
pub mod kernel;
pub mod refused;
