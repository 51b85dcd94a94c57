//! Stores of page-table entries, with the fence that each defers.

use core::sync::atomic::{AtomicU64, Ordering};

use lazy_mmu_core::defer;

use crate::{Riscv64Mode, cpu, emit_fence, queue_fence};

const VALID: u64 = 1;

/// Stores a leaf, of any level, where there was no valid entry. If `pte` is valid, defers a fence
/// for `address`.
///
/// Use [`change_pte`] to change a live entry.
#[inline(always)]
pub fn set_pte<M: Riscv64Mode>(entry: &AtomicU64, pte: u64, address: u64) {
    cpu::store(entry, pte, Ordering::Relaxed);
    if pte & VALID != 0 {
        queue_fence::<M>(address);
    }
}

/// Links a table where there was none. Orders its contents before the entry at once, for every
/// hart, and defers a fence.
///
/// That fence names no address, eager or not: a fence with an address is for leaf entries only.
#[inline(always)]
pub fn set_table<M: Riscv64Mode>(entry: &AtomicU64, pte: u64) {
    cpu::store(entry, pte, Ordering::Release);
    if pte & VALID != 0 && !defer::<M>() {
        emit_fence();
    }
}

/// Changes or clears a live entry. It defers nothing: call [`invalidate`](crate::invalidate) at
/// once, or [`invalidate_all`](crate::invalidate_all) if the entry was a table's.
///
/// If the hart sets the Accessed and Dirty bits by itself (Svadu), an update of them between the
/// caller's load and this store is lost.
#[inline(always)]
pub fn change_pte(entry: &AtomicU64, pte: u64) {
    cpu::store(entry, pte, Ordering::Relaxed);
}
