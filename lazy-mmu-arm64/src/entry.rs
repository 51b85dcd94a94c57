//! The setters: page-table entries, stored by the rule of the regime.
//!
//! Each is one single-copy-atomic 64-bit store. Where the hardware updates the Access flag or the dirty state, change a live entry with
//! a compare-and-swap of your own. Changing or clearing a *live* entry owes a TLB invalidation, which is never deferred and has the
//! entry's barriers in it: see [`tlb`](crate::tlb). A plain store is enough there; `set_pte` would owe a pair that nobody needs.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_core::Mode;

use crate::rules::{Regime, Rules, table_owes};
use crate::{cpu, emit_pte_barriers, queue_pte_barriers};

/// The level of a table entry: an entry of level 3 is always a leaf. Levels, not Linux's PMD and PUD, whose place depends on the granule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The root of a 52-bit address space with a 4 KiB or 16 KiB granule (FEAT_LPA2).
    MinusOne,
    /// The root of a 48-bit address space with a 4 KiB granule.
    Zero,
    /// Links a level 2 table.
    One,
    /// Links a level 3 table.
    Two,
}

/// Stores a leaf, at any level: a page or a block. Owes a pair if the rule says so, which for [`El1`](crate::El1) is: if it is valid.
///
/// Clearing is storing an invalid entry; it owes nothing here, as the invalidation that must follow has its own barriers.
#[inline(always)]
pub fn set_pte<M: Mode<Backend: Rules>>(entry: &AtomicU64, descriptor: u64) {
    entry.store(descriptor, Relaxed);
    if leaf_owes::<M>(descriptor) {
        queue_pte_barriers::<M>();
    }
}

/// Stores a run of leaves, `first`, `first + step`, … wrapping, with one decision after the last store. `step` is the size in bytes of
/// what one leaf maps, and changes nothing but the output address: the rule is asked about `first`.
#[inline(always)]
pub fn set_ptes<M: Mode<Backend: Rules>>(entries: &[AtomicU64], first: u64, step: u64) {
    let mut descriptor = first;
    for entry in entries {
        entry.store(descriptor, Relaxed);
        descriptor = descriptor.wrapping_add(step);
    }
    if !entries.is_empty() && leaf_owes::<M>(first) {
        queue_pte_barriers::<M>();
    }
}

/// Stores an entry of `level` that links a table, or clears it.
///
/// The contents of the new table are ordered before the entry that links it by `dmb ishst`, at once. Then a valid entry owes a pair; at
/// level 0 and above a cleared one does too. Page tables that are reached through themselves (a recursive mapping) need
/// [`emit_pte_barriers`] after it, before the new table is used.
#[inline(always)]
pub fn set_table<M: Mode<Backend: Rules>>(level: Level, entry: &AtomicU64, descriptor: u64) {
    if is_valid(descriptor) {
        cpu::dmb_ishst();
    }
    entry.store(descriptor, Relaxed);
    if table_owes(level, descriptor) {
        queue_pte_barriers::<M>();
    }
}

/// Stores an entry if the old one is 0, from anywhere: what it contains is settled on return, whatever section is open. Leaves and tables.
///
/// The contents of a table are ordered before the entry by `dmb ishst`. Emits the pair if a valid entry was stored.
///
/// # Errors
///
/// The entry as found, if it was not 0. Nothing was stored then, and nothing is owed.
#[inline]
pub fn try_set(entry: &AtomicU64, descriptor: u64) -> Result<(), u64> {
    cpu::dmb_ishst();
    entry.compare_exchange(0, descriptor, Relaxed, Relaxed)?;
    if is_valid(descriptor) {
        emit_pte_barriers();
    }
    Ok(())
}

#[inline(always)]
fn leaf_owes<M: Mode<Backend: Rules>>(descriptor: u64) -> bool {
    <<M::Backend as Rules>::Regime as Regime>::leaf_owes(descriptor)
}

#[inline(always)]
fn is_valid(descriptor: u64) -> bool {
    descriptor & 1 != 0
}
