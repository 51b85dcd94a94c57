//! Stores of page-table entries, and what each of them defers.

use core::sync::atomic::{AtomicU64, Ordering};

use lazy_mmu_core::defer;

use crate::{Riscv64Mode, cpu, emit_fence, queue_fence};

const VALID: u64 = 1;

/// Stores a leaf, of any level, where there was no valid entry. If `pte` is valid a fence for
/// `address` is deferred; if not, none.
///
/// A valid entry that changes is [`change_pte`]'s.
#[inline(always)]
pub fn set_pte<M: Riscv64Mode>(entry: &AtomicU64, pte: u64, address: u64) {
    cpu::store(entry, pte, Ordering::Relaxed);
    if pte & VALID != 0 {
        queue_fence::<M>(address);
    }
}

/// Links a table where there was none. Its contents are ordered before the entry at once, for every
/// hart; a fence is deferred.
///
/// That fence names no address, eager or not: one that does is for leaf entries only.
#[inline(always)]
pub fn set_table<M: Riscv64Mode>(entry: &AtomicU64, pte: u64) {
    cpu::store(entry, pte, Ordering::Release);
    if pte & VALID != 0 && !defer::<M>() {
        emit_fence();
    }
}

/// Changes or clears a valid entry. It defers nothing: [`invalidate`](crate::invalidate) follows at
/// once, or [`invalidate_all`](crate::invalidate_all) where the entry was a table's.
///
/// Where the hart sets the Accessed and Dirty bits by itself (Svadu), an update of those between
/// the caller's load and this store is lost.
#[inline(always)]
pub fn change_pte(entry: &AtomicU64, pte: u64) {
    cpu::store(entry, pte, Ordering::Relaxed);
}
