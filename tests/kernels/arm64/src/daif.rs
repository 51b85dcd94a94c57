//! Whether this CPU lets interrupts in.

use core::arch::asm;

use aarch64_cpu::registers::{DAIF, Readable};

/// Runs `f` with interrupts masked, and leaves them as they were; maybe on another CPU, if `f`
/// switches tasks.
pub(crate) fn masked<R>(f: impl FnOnce() -> R) -> R {
    let before: u64;
    // SAFETY: reading has no effect.
    unsafe { asm!("mrs {}, daif", out(reg) before, options(nomem, nostack, preserves_flags)) }
    mask();
    let result = f();
    // Not `nomem`, here and below: what `f` does stays between the two.
    // SAFETY: interrupts were allowed before, or are not now.
    unsafe { asm!("msr daif, {}", in(reg) before, options(nostack, preserves_flags)) }
    result
}

/// Whether interrupts are masked.
pub(crate) fn are_masked() -> bool {
    DAIF.matches_all(DAIF::I::Masked)
}

/// Lets interrupts in.
pub(crate) fn unmask() {
    // SAFETY: the vectors handle them.
    unsafe { asm!("msr daifclr, #2", options(nostack, preserves_flags)) }
}

/// Keeps interrupts out.
pub(crate) fn mask() {
    // SAFETY: nothing relies on an interrupt to come.
    unsafe { asm!("msr daifset, #2", options(nostack, preserves_flags)) }
}
