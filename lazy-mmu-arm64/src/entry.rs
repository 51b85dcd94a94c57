// SPDX-License-Identifier: MIT OR Apache-2.0
//! The setters: they store page-table entries, and defer barriers by the rule of the regime.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::rules::{Arm64Backend, Regime, table_defers};
use crate::{Arm64Mode, cpu, emit_pte_barriers, queue_pte_barriers};

/// The level of a table entry; an entry of level 3 is always a leaf.
///
/// These are the architecture's levels, not Linux's PMD and PUD, whose place depends on the
/// granule.
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

/// Stores a leaf over an invalid entry, and defers its barrier pair in a section.
///
/// The leaf is of any level: a page or a block. The rule of the regime says whether it needs the
/// pair: for [`El1`](crate::El1) it does if the new leaf is valid. Outside sections the pair is
/// emitted at once. See the guide's [`own_tables`](crate::guide::own_tables).
///
/// The store is one single-copy-atomic plain store of 64 bits, `Relaxed`: it orders nothing by
/// itself, and works with the MMU off.
///
/// A *live* leaf takes another function, because its change needs a TLB invalidation. That is never
/// deferred, and contains the entry's barriers. To change permissions or to clear the leaf, use
/// [`change_pte`] and [`tlb::invalidate`](crate::tlb::invalidate); for any other change
/// [`replace_pte`](crate::replace_pte).
///
/// # Panics
///
/// In builds with debug assertions, if the entry holds another valid descriptor: TLBs would keep
/// that one. On [`Unwalked`](lazy_mmu_core::Unwalked) no TLB holds anything, so nothing is checked.
#[inline(always)]
#[track_caller]
pub fn set_pte<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    store_leaf::<M>(entry, descriptor, queue_pte_barriers::<M>);
}

/// Stores over a live leaf, or clears it or a link at level 2 or 1; an invalidation must follow.
///
/// It emits nothing. Call an invalidation of [`tlb`](crate::tlb) at once after it: that contains
/// the barriers of this store. A change that needs break-before-make takes
/// [`replace_pte`](crate::replace_pte). See the guide's
/// [`break_before_make`](crate::guide::break_before_make).
///
/// A leaf with the contiguous bit must not stay valid with other permissions than its neighbours of
/// the run. Clear the bit first, in all of them, by [`replace_ptes`](crate::replace_ptes).
///
/// The store is one single-copy-atomic store of 64 bits, `Relaxed`. Where the hardware updates the
/// Access flag or the dirty state, this store may overwrite an update, whether the entry stays
/// valid or is cleared. There, change the entry by a `swap` or `compare_exchange` of your own, and
/// invalidate as after this. *Setting* the Access flag alone needs no invalidation, because no TLB
/// holds an entry without it: [`queue_pte_barriers`] after the store is enough.
#[inline(always)]
pub fn change_pte(entry: &AtomicU64, descriptor: u64) {
    cpu::store(entry, descriptor);
}

/// Stores a run of leaves over invalid entries, as [`set_pte`] does for one.
///
/// The leaves are `first`, `first + step`, …; `step` is the number of bytes that one leaf maps. The
/// function asks once, after the last store, whether the pair is needed: by the rule for `first`.
///
/// It adds `step` to the descriptor as a number, so all output addresses must lie below 2^48, or
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
/// First `dmb ishst` orders the contents of the new table before the entry, at once. Then a valid
/// entry needs the barrier pair, deferred in a section; at level 0 or −1 a cleared entry does too.
/// See the guide's [`own_tables`](crate::guide::own_tables).
///
/// Page tables that are reached through themselves (a recursive mapping) need
/// [`flush`](lazy_mmu_core::flush) after it, before anybody uses the new table:
/// [`recursive_tables`](crate::guide::recursive_tables).
///
/// On [`Unwalked`](lazy_mmu_core::Unwalked) it is the store alone: the code that loads the root
/// orders everything.
///
/// # Panics
///
/// In builds with debug assertions, if a valid descriptor is stored over another valid one. A block
/// becomes a table by [`split_block`](crate::split_block).
#[inline(always)]
#[track_caller]
pub fn set_table<M: Arm64Mode>(level: Level, entry: &AtomicU64, descriptor: u64) {
    store_table::<M>(level, entry, descriptor, queue_pte_barriers::<M>);
}

/// Installs an entry, of a leaf or a table, if the old one is 0, and settles what is there.
///
/// On return the entry is settled for this CPU, whatever section is open: its own, or the one that
/// it found.
///
/// `dmb ishst` orders the contents of a table before the entry. If a valid entry was stored, the
/// pair is emitted. The store is a compare-and-swap (`Relaxed`), which may need the MMU to be on;
/// with it off, [`set_pte`] and [`set_table`] store plainly.
///
/// An entry of 0 means "cleared, and invalidated". If another CPU has cleared it and not
/// invalidated it yet, the new page is settled, and TLBs may still use the old one. So if other
/// code installs such entries by `try_set`, keep it off until the invalidation is done: by a lock,
/// or by a value that is invalid and not 0.
///
/// # Errors
///
/// The entry as found, if it wasn't 0. Nothing is stored then, and nothing is deferred. This CPU
/// may use the entry at once, without waiting for the CPU that stored it: if the entry is valid,
/// `dsb ish; isb` is emitted. Without that this CPU might fault, because it may have speculated
/// before its load that there is no translation. (Arm's memory model allows that fault.)
#[inline]
pub fn try_set(entry: &AtomicU64, descriptor: u64) -> Result<(), u64> {
    cpu::dmb_ishst();
    if let Err(found) = cpu::store_if(entry, 0, descriptor) {
        if is_valid(found) {
            // Not the pair: `dsb ish` waits for the load that found the entry, so the ISB comes
            // after it, whatever the compiler makes of the branch.
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

// The setters; `queue` is called where a store needs the pair.

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

/// Bits 1 and 0 of a valid descriptor; their meaning depends on the level.
pub(crate) const KIND: u64 = 0b11;
pub(crate) const BLOCK: u64 = 0b01;
/// At level 3 this is a page.
pub(crate) const TABLE: u64 = 0b11;

/// Returns whether a descriptor links a table where a leaf maps `size` bytes.
pub(crate) const fn is_table(descriptor: u64, size: u64) -> bool {
    /// Smaller leaves are pages, at every granule.
    const SMALLEST_BLOCK: u64 = 2 << 20;
    size >= SMALLEST_BLOCK && descriptor & KIND == TABLE
}

/// Finds the mistake of a kernel that has one function for all its stores. Without debug assertions
/// it costs nothing.
#[inline(always)]
#[track_caller]
fn assert_not_live<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    if cfg!(debug_assertions) && <M::Backend as Arm64Backend>::WALKED {
        let old = entry.load(Relaxed);
        assert!(
            !is_valid(old) || old == descriptor,
            "the entry is live: {descriptor:#x} is stored over {old:#x}, and TLBs may \
             keep the old translation. Use `replace_pte`, or, if only permissions change or the \
             entry is cleared, `change_pte` and `tlb::invalidate`"
        );
    }
}
