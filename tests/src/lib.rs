//! What tests stand on: the harness that boots the programs of `tests/kernel` in QEMU and has a plugin count what they
//! execute, and a kernel and an MMU for tests on the host.
//!
//! [`host`] is that kernel and `mmu` a model of that MMU, the rest is the harness. [`setup`] sees to QEMU and the Rust target, [`program`] and
//! [`plugin`] build, [`qemu`] boots, [`run`] is what comes out, and [`snapshot`] is how it is kept. Every error is one
//! sentence that says what is wrong and what to do; what others printed may follow it.

pub mod assembly;
pub mod bench;
pub mod cargo;
pub mod golden;
pub mod host;
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
pub mod mmu;
pub mod plugin;
pub mod program;
pub mod qemu;
pub mod run;
pub mod setup;
pub mod snapshot;

/// Says what happens next, on stderr, before a step that may take more than two seconds.
pub fn progress(step: &str) {
    eprintln!("==> {step}");
}
