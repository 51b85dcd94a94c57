//! The instructions, executed.

use core::arch::asm;
use core::sync::atomic::{AtomicU64, Ordering, fence};

use sbi_rt::HartMask;

/// Fences all addresses, address spaces and levels.
#[inline(always)]
pub(crate) fn sfence_vma_all() {
    // Not `nomem`: the compiler must not move an earlier store, or a later access, across the
    // fence.
    // SAFETY: a fence only orders.
    unsafe { asm!("sfence.vma x0, x0", options(nostack, preserves_flags)) }
}

/// Fences the leaf entries of one address, in every address space.
#[inline(always)]
pub(crate) fn sfence_vma(address: u64) {
    // Not `nomem`, as above.
    // SAFETY: as above.
    unsafe { asm!("sfence.vma {}, x0", in(reg) address, options(nostack, preserves_flags)) }
}

/// Makes every hart fence these addresses before this returns.
pub(crate) fn remote_sfence_vma(start: u64, size: u64) {
    // The others must see this hart's stores when they fence.
    fence(Ordering::SeqCst);
    let answer = sbi_rt::remote_sfence_vma(HartMask::all(), start as usize, size as usize);
    assert!(
        answer.is_ok(),
        "the firmware does not fence the other harts: {answer:?}; see that it has the RFENCE extension"
    );
}

/// Stores an entry: 64 bits, single-copy atomic.
#[inline(always)]
pub(crate) fn store(entry: &AtomicU64, pte: u64, ordering: Ordering) {
    entry.store(pte, ordering);
}

#[inline(always)]
pub(crate) fn tp() -> *const () {
    let pointer: *const ();
    // Not `pure` and not `nomem`, so that it stays in order with writes of the register.
    // SAFETY: reading has no effect.
    unsafe { asm!("mv {}, tp", out(reg) pointer, options(nostack, preserves_flags)) }
    pointer
}

/// # Safety
///
/// The caller owns the register.
#[inline(always)]
pub(crate) unsafe fn set_tp(pointer: *const ()) {
    // SAFETY: the compiler uses `tp` for thread-local variables only, and bare metal has none; the
    // caller owns it, as it promises.
    unsafe { asm!("mv tp, {}", in(reg) pointer, options(nostack, preserves_flags)) }
}
