//! The harness: it builds the programs of a kernel, boots them in QEMU, and has a plugin count what
//! they execute.
//!
//! [`machine`] is what it knows of each architecture. [`setup`] sees to QEMU and the Rust target,
//! [`program`] and [`plugin`] build, [`qemu`] boots, [`run`] is what comes out. [`snapshot`] and
//! `generated` compare it with what is checked in. Every error is one sentence that says what is
//! wrong and what to do; the output of other programs may follow it.

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

/// Says what happens next, on stderr, before a step that may take more than two seconds.
pub fn progress(step: &str) {
    eprintln!("==> {step}");
}
