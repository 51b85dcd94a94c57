//! The setters: page-table entries, stored by the rule of the regime.

use core::sync::atomic::AtomicU64;

use crate::rules::{Arm64Backend, Regime, table_defers};
use crate::{Arm64Mode, cpu, emit_pte_barriers, queue_pte_barriers};

/// The level of a table entry: an entry of level 3 is always a leaf. Levels, not Linux's PMD and PUD, whose place depends on the granule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The root of a 52-bit address space with a 4 KiB granule (FEAT_LPA2).
    MinusOne,
    /// The root of a 48-bit address space with a 4 KiB granule, and of one of 48 to 52 bits with a 16 KiB granule.
    Zero,
    /// Links a level 2 table.
    One,
    /// Links a level 3 table.
    Two,
}

/// Stores a leaf, at any level: a page or a block. Owes a pair if the rule says so, which for [`El1`](crate::El1) is: if it is valid.
///
/// One single-copy-atomic store of 64 bits, `Relaxed`: it orders nothing by itself. For an entry that is not live. A *live* one that changes or is cleared owes a TLB
/// invalidation, which is never deferred and has the entry's barriers in it: [`change_pte`] is for those, as this would owe a pair that
/// nobody needs.
#[inline(always)]
pub fn set_pte<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    cpu::store(entry, descriptor);
    if leaf_defers::<M>(descriptor) {
        queue_pte_barriers::<M>();
    }
}

/// Stores over a live leaf, or clears it or a table of level 2 or 1. Owes nothing itself: the invalidation that must follow at once has the
/// barriers of this store in it ([`tlb`](crate::tlb), which also says which changes take break-before-make).
///
/// One single-copy-atomic store of 64 bits, `Relaxed`. Where the hardware updates the Access flag or the dirty state, this would lose an
/// update of an entry that stays valid: change that by a `compare_exchange` of your own, and invalidate as after this.
#[inline(always)]
pub fn change_pte(entry: &AtomicU64, descriptor: u64) {
    cpu::store(entry, descriptor);
}

/// Stores a run of leaves, `first`, `first + step`, …, with one decision after the last store. `step` is the size in bytes of what one
/// leaf maps; the rule is asked about `first`. Otherwise as [`set_pte`].
///
/// `step` is added to the descriptor as a number, so all output addresses must lie below 2^48, or 2^50 with FEAT_LPA2: above that the
/// bits of an output address are elsewhere in the descriptor.
#[inline(always)]
pub fn set_ptes<M: Arm64Mode>(entries: &[AtomicU64], first: u64, step: u64) {
    let mut descriptor = first;
    for entry in entries {
        cpu::store(entry, descriptor);
        descriptor = descriptor.wrapping_add(step);
    }
    if !entries.is_empty() && leaf_defers::<M>(first) {
        queue_pte_barriers::<M>();
    }
}

/// Stores an entry of `level` that links a table, or clears it.
///
/// The contents of the new table are ordered before the entry that links it by `dmb ishst`, at once. Then a valid entry owes a pair; at
/// level 0 or −1 a cleared one does too. Page tables that are reached through themselves (a recursive mapping) need
/// [`emit_pte_barriers`] after it, before the new table is used.
#[inline(always)]
pub fn set_table<M: Arm64Mode>(level: Level, entry: &AtomicU64, descriptor: u64) {
    if is_valid(descriptor) {
        cpu::dmb_ishst();
    }
    cpu::store(entry, descriptor);
    if table_defers(level, descriptor) {
        queue_pte_barriers::<M>();
    }
}

/// Installs an entry, of a leaf or a table, if the old one is 0. Whatever section is open, it is settled on return.
///
/// The contents of a table are ordered before the entry by `dmb ishst`. Emits the pair if a valid entry was stored.
///
/// # Errors
///
/// The entry as found, if it was not 0. Nothing was stored then, and nothing is owed.
#[inline]
pub fn try_set(entry: &AtomicU64, descriptor: u64) -> Result<(), u64> {
    cpu::dmb_ishst();
    cpu::store_if_zero(entry, descriptor)?;
    if is_valid(descriptor) {
        emit_pte_barriers();
    }
    Ok(())
}

#[inline(always)]
fn leaf_defers<M: Arm64Mode>(descriptor: u64) -> bool {
    <<M::Backend as Arm64Backend>::Regime as Regime>::leaf_defers(descriptor)
}

#[inline(always)]
fn is_valid(descriptor: u64) -> bool {
    descriptor & 1 != 0
}
