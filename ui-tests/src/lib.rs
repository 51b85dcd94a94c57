//! Code that must not compile with lazy-mmu, and code that must.
//!
//! * `fail/`: the code that `#[lazy_mmu]` refuses. A folder says what is wrong: the `item`, the
//!   kind of `function`, or an `argument`. Each case stands under a comment with its title (see
//!   [`cases`]). The errors stand beside the file, and are ours word for word.
//! * [`refused`]: the code that the compiler refuses, one reason a function. The compiler's words
//!   change from version to version, so a doc test checks the error's code alone, which only a
//!   nightly rustdoc does.
//! * `messages/`: programs whose errors have words of ours among those of the compiler, the linker
//!   or a panic. The page "Troubleshooting" is keyed by these words.
//! * `kernel-lints/`: the lints that the same page recommends to kernels, and code with the
//!   mistakes that they find.
//! * `pass/`: every shape of function that `#[lazy_mmu]` takes. Each program runs, and asserts its
//!   sections by [`kernel`].
//! * `lints/`: a crate in which `cargo clippy` must find nothing, under every lint that a user may
//!   deny. It includes `pass/`.
//! * `editions/`: programs that use the attribute, compiled in each edition. A year in a file's
//!   name is the edition of that file.
//! * [`editions`]: behaviour that depends on the edition of the crate that uses the attribute.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` rewrites the errors.

pub mod cases;
pub mod editions;
pub mod kernel;
pub mod refused;
