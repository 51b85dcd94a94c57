// SPDX-License-Identifier: MIT OR Apache-2.0
//! The setters: page-table entries, stored by the rule of the regime.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::rules::{Arm64Backend, Regime, table_defers};
use crate::{Arm64Mode, cpu, emit_pte_barriers, queue_pte_barriers};

/// The level of a table entry: an entry of level 3 is always a leaf. Levels, not Linux's PMD and
/// PUD, whose place depends on the granule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The root of a 52-bit address space with a 4 KiB granule (FEAT_LPA2).
    MinusOne,
    /// The root of a 48-bit address space with a 4 KiB granule, and of one of 48 to 52 bits with a
    /// 16 KiB granule.
    Zero,
    /// Links a level 2 table.
    One,
    /// Links a level 3 table.
    Two,
}

/// Stores a leaf that was invalid, at any level: a page or a block. Needs the barrier pair if the
/// rule says so, which for [`El1`](crate::El1) is: if the new leaf is valid. The pair is deferred
/// in a section, and else emitted at once.
///
/// It is one single-copy-atomic plain store of 64 bits, `Relaxed`: it orders nothing by itself, and
/// works with the MMU off.
///
/// A *live* leaf that changes needs a TLB invalidation, which is never deferred and has the entry's
/// barriers in it. To change its permissions or to clear it, use [`change_pte`] and
/// [`tlb::invalidate`](crate::tlb::invalidate); for any other change
/// [`replace_pte`](crate::replace_pte).
///
/// # Panics
///
/// In builds with debug assertions, if another valid descriptor stands there: the store would leave
/// what TLBs have of that. On [`Unwalked`](lazy_mmu_core::Unwalked) there are no TLBs to ask.
#[inline(always)]
#[track_caller]
pub fn set_pte<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    store_leaf::<M>(entry, descriptor, queue_pte_barriers::<M>);
}

/// Stores over a live leaf, or clears it or a table of level 2 or 1. Emits nothing: the
/// invalidation that must follow at once has the barriers of this store in it
/// ([`tlb`](crate::tlb)). A change that needs break-before-make is
/// [`replace_pte`](crate::replace_pte)'s.
///
/// A leaf with the contiguous bit does not stay valid with other permissions than its neighbours of
/// the run: clear the bit first, in all of them, by [`replace_ptes`](crate::replace_ptes).
///
/// One single-copy-atomic store of 64 bits, `Relaxed`. Where the hardware updates the Access flag
/// or the dirty state, this may lose an update, whether the entry stays valid or is cleared: change
/// that by a `swap` or `compare_exchange` of your own, and invalidate as after this. *Setting* the
/// Access flag alone needs no invalidation, as no TLB holds an entry without it:
/// [`queue_pte_barriers`] after the store will do.
#[inline(always)]
pub fn change_pte(entry: &AtomicU64, descriptor: u64) {
    cpu::store(entry, descriptor);
}

/// Stores a run of leaves that were invalid, `first`, `first + step`, …, with one decision after
/// the last store. `step` is the size in bytes of what one leaf maps; the rule is asked about
/// `first`. Otherwise as [`set_pte`].
///
/// `step` is added to the descriptor as a number, so all output addresses must lie below 2^48, or
/// 2^50 with FEAT_LPA2: above that the bits of an output address are elsewhere in the descriptor.
///
/// # Panics
///
/// As [`set_pte`], at the first entry that is live.
#[inline(always)]
#[track_caller]
pub fn set_ptes<M: Arm64Mode>(entries: &[AtomicU64], first: u64, step: u64) {
    store_leaves::<M>(entries, first, step, queue_pte_barriers::<M>);
}

/// Stores an entry of `level` that links a table, or clears it.
///
/// The contents of the new table are ordered before the entry that links it by `dmb ishst`, at
/// once. Then a valid entry needs the barrier pair, deferred in a section; at level 0 or −1 a
/// cleared one does too. Page tables that are reached through themselves (a recursive mapping) need
/// [`flush`](lazy_mmu_core::flush) after it, before the new table is used.
///
/// On [`Unwalked`](lazy_mmu_core::Unwalked) it is the store alone: whoever loads the root orders
/// everything.
///
/// # Panics
///
/// In builds with debug assertions, if a valid entry is stored over another one that is valid. A
/// block becomes a table by [`split_block`](crate::split_block).
#[inline(always)]
#[track_caller]
pub fn set_table<M: Arm64Mode>(level: Level, entry: &AtomicU64, descriptor: u64) {
    store_table::<M>(level, entry, descriptor, queue_pte_barriers::<M>);
}

/// Installs an entry, of a leaf or a table, if the old one is 0. Whatever section is open, the
/// entry that is there on return is settled for this CPU: its own, or the one that it found.
///
/// The contents of a table are ordered before the entry by `dmb ishst`. Emits the pair if a valid
/// entry was stored. The store is a compare-and-swap (`Relaxed`), which may need the MMU to be on;
/// with it off, [`set_pte`] and [`set_table`] store plainly.
///
/// An entry of 0 means "cleared, and invalidated": if another CPU has cleared it and has not
/// invalidated it yet, the new page is settled and the old one may still be used. So whoever clears
/// entries that others install by `try_set` holds off those others until the invalidation is done,
/// by a lock or by a value that is invalid and not 0.
///
/// # Errors
///
/// The entry as found, if it was not 0. Nothing was stored then, and nothing is deferred. This CPU
/// may use the entry at once, and need not wait for the one who has stored it: `dsb ish; isb` is
/// emitted for it if it is valid. Without that the CPU might fault, as it may have speculated
/// before its load that there is no translation (`tests/litmus` asks Arm's memory model).
#[inline]
pub fn try_set(entry: &AtomicU64, descriptor: u64) -> Result<(), u64> {
    cpu::dmb_ishst();
    if let Err(found) = cpu::store_if(entry, 0, descriptor) {
        if is_valid(found) {
            // Not the pair: `dsb ish` waits for the load that told, so the ISB comes after it,
            // whatever becomes of the branch in the compiler.
            cpu::dsb_ish();
            cpu::isb();
        }
        return Err(found);
    }
    if is_valid(descriptor) {
        emit_pte_barriers();
    }
    Ok(())
}

// What the setters do, given what is done where a store needs the pair.

#[inline(always)]
#[track_caller]
pub(crate) fn store_leaf<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64, queue: impl FnOnce()) {
    assert_not_live::<M>(entry, descriptor);
    cpu::store(entry, descriptor);
    if leaf_defers::<M>(descriptor) {
        queue();
    }
}

#[inline(always)]
#[track_caller]
pub(crate) fn store_leaves<M: Arm64Mode>(
    entries: &[AtomicU64],
    first: u64,
    step: u64,
    queue: impl FnOnce(),
) {
    let mut descriptor = first;
    for entry in entries {
        assert_not_live::<M>(entry, descriptor);
        cpu::store(entry, descriptor);
        descriptor = descriptor.wrapping_add(step);
    }
    if !entries.is_empty() && leaf_defers::<M>(first) {
        queue();
    }
}

#[inline(always)]
#[track_caller]
pub(crate) fn store_table<M: Arm64Mode>(
    level: Level,
    entry: &AtomicU64,
    descriptor: u64,
    queue: impl FnOnce(),
) {
    if is_valid(descriptor) {
        assert_not_live::<M>(entry, descriptor);
        if <M::Backend as Arm64Backend>::WALKED {
            cpu::dmb_ishst();
        }
    }
    cpu::store(entry, descriptor);
    if table_defers(level, descriptor) {
        queue();
    }
}

#[inline(always)]
pub(crate) fn leaf_defers<M: Arm64Mode>(descriptor: u64) -> bool {
    <<M::Backend as Arm64Backend>::Regime as Regime>::leaf_defers(descriptor)
}

#[inline(always)]
pub(crate) const fn is_valid(descriptor: u64) -> bool {
    descriptor & 1 != 0
}

/// Bits 1 and 0 of a valid descriptor; what they say depends on the level.
pub(crate) const KIND: u64 = 0b11;
pub(crate) const BLOCK: u64 = 0b01;
/// At level 3 this is a page.
pub(crate) const TABLE: u64 = 0b11;

/// Whether a descriptor links a table where a leaf maps `size` bytes.
pub(crate) const fn is_table(descriptor: u64, size: u64) -> bool {
    /// Smaller leaves are pages, at every granule.
    const SMALLEST_BLOCK: u64 = 2 << 20;
    size >= SMALLEST_BLOCK && descriptor & KIND == TABLE
}

/// The mistake of every kernel that has one function for all its stores: with debug assertions it
/// is found, without it costs nothing.
#[inline(always)]
#[track_caller]
fn assert_not_live<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    if cfg!(debug_assertions) && <M::Backend as Arm64Backend>::WALKED {
        let old = entry.load(Relaxed);
        assert!(
            !is_valid(old) || old == descriptor,
            "the entry is live: {descriptor:#x} is stored over {old:#x}, and TLBs may keep the old translation. Use `replace_pte`, or, if \
             only permissions change or the entry is cleared, `change_pte` and `tlb::invalidate`"
        );
    }
}
