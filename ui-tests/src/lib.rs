//! What must not compile with lazy-mmu, and what must.
//!
//! * `fail/`: what `#[lazy_mmu]` refuses, one reason a file, in folders by what is wrong: the `item` that it is on, the kind of
//!   `function`, its `body`, the form of an `argument` or the value of one (`crate`, `guard`, `pause`, `platform`), or something that is
//!   there `twice`. The error that it prints stands beside the case, and is ours word for word.
//! * [`refused`]: what the compiler refuses, one reason a function. Its wording changes from version to version, so there only the error's
//!   code is checked, and that only by a nightly rustdoc.
//! * `messages/`: what the compiler and the linker say in words of ours, among theirs, and what the README's Troubleshooting is keyed by.
//! * `pass/`: every shape of function that `#[lazy_mmu]` takes. Each is also run, and asserts what happens on [`kernel`].
//! * `lints/`: that `cargo clippy` finds nothing, there and in `pass/`, under every lint that a user may deny.
//! * [`editions`]: what depends on the edition of the crate that uses the attribute.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` writes the errors anew.

pub mod editions;
pub mod kernel;
pub mod refused;
