//! What tests stand on: the harness that boots the programs of the kernels, and ArceOS, in QEMU and has a plugin count what they
//! execute, and a kernel and an MMU for tests on the host.
//!
//! [`host`] is that kernel and `mmu` a model of that MMU, the rest is the harness. [`machine`] is what it knows of each
//! architecture, [`setup`] sees to QEMU and the Rust target, [`program`],
//! [`arceos`] and [`plugin`] build, [`qemu`] boots, [`run`] is what comes out, and [`snapshot`] is how it is kept. Every error is one
//! sentence that says what is wrong and what to do; what others printed may follow it.

pub mod arceos;
pub mod assembly;
pub mod bench;
pub mod cargo;
pub mod golden;
pub mod host;
pub mod machine;
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub mod mmu;
pub mod model;
pub mod observed;
pub mod plugin;
pub mod program;
pub mod qemu;
pub mod run;
pub mod setup;
pub mod snapshot;
pub mod stepping;

use std::io::{self, Write as _};

/// Says what happens next, on stderr, before a step that may take more than two seconds.
pub fn progress(step: &str) {
    eprintln!("==> {step}");
}

/// Says how much an exhaustive test has compared, on stderr, and past the test harness: it keeps what a test that passes prints.
pub fn compared(how_much: &str) {
    // What cannot be said is no reason to fail.
    let _ = writeln!(io::stderr(), "compared: {how_much}");
}
