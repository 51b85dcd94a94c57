//! The harness: it builds the programs of a kernel and boots them in QEMU, where a plugin counts
//! the instructions that they execute.
//!
//! [`machine`] describes the machine of each architecture. [`setup`] installs QEMU and the Rust
//! target, [`program`] and [`plugin`] build, [`qemu`] boots, and [`run`] reads the result.
//! [`snapshot`] and `generated` compare it with the repository's files, and [`texts`] finds those.
//! Every error is one sentence that says what is wrong and what to do; the output of other programs
//! may follow it.

pub mod cargo;
#[cfg(feature = "generated")]
pub mod generated;
pub mod machine;
pub mod plugin;
pub mod program;
pub mod qemu;
pub mod run;
pub mod setup;
pub mod snapshot;
pub mod texts;
pub mod version;

/// Prints the next step to stderr. Called before each step that may take more than two seconds.
pub fn progress(step: &str) {
    eprintln!("==> {step}");
}
