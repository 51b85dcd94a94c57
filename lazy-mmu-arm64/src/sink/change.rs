// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Change`]: a change of page tables, made by a store or told of one.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::cpu;
use crate::entry::{is_table, is_valid};

/// A change that a kernel has made to its page tables.
///
/// Code can't make a value of the two changes that a section defers, because a live entry that is
/// passed off as one of them would keep its old translation. The functions here that store return
/// them, and so do `unsafe` ones for stores of the kernel's own.
///
/// ```compile_fail,E0639
/// let forged = lazy_mmu_arm64::sink::Change::InvalidToValid {};
/// ```
///
/// ```compile_fail,E0639
/// let forged = lazy_mmu_arm64::sink::Change::TableInstalled {};
/// ```
#[derive(Debug)]
#[must_use = "hand it to the `Flusher`, by `consume`: until then nobody issues what the change needs"]
pub enum Change {
    /// Fresh mappings: one leaf that was invalid is valid, or a run of them. No TLB holds an
    /// invalid entry.
    #[non_exhaustive]
    InvalidToValid {},
    /// Entries that were valid hold another descriptor, or 0.
    ///
    /// They are `count` leaves of `size` bytes from the one that maps `address` on, or the table or
    /// block that mapped these. Consume this before the frames that they led to are reused.
    ///
    /// Where a break is needed before the make (see [`tlb`](crate::tlb)) there are two changes:
    /// this one after the invalid entry was stored, and then the one of the new entry. Or call
    /// [`replace_pte`](crate::replace_pte), and tell the sink nothing. Where tables are reached
    /// through themselves, a table that is taken away is also a page that is gone from the window:
    /// consume both.
    LiveChange {
        /// The address that the first leaf maps.
        address: u64,
        /// The number of leaves. Walk caches hold a table that maps none, too, so 0 means 1.
        count: usize,
        /// The bytes that one leaf maps: a power of two of at least 4096.
        size: u64,
    },
    /// A table was taken away, or something else was stored over the link to it; its leaves aren't
    /// known. Consume this before the frames are reused.
    TableRemoved {},
    /// A table was linked by an entry that was invalid.
    #[non_exhaustive]
    TableInstalled {},
}

impl Change {
    /// Stores `new` over the leaf for `address`, which maps `size` bytes, and returns the change.
    /// `None`: the store needs nothing.
    ///
    /// The old entry decides. It comes from the store itself (a swap, `Relaxed`). So whatever
    /// others have stored meanwhile, the hardware among them, a changed live entry is never taken
    /// for a fresh mapping. A swap may need the MMU to be on.
    ///
    /// Where `size` is that of a block, the old entry may link a table, whose leaves aren't known
    /// here: [`TableRemoved`](Self::TableRemoved).
    #[inline]
    pub fn store_leaf(entry: &AtomicU64, new: u64, address: u64, size: u64) -> Option<Self> {
        let old = cpu::swap(entry, new);
        // SAFETY: the store is done, and `old` is what it has replaced.
        unsafe { Self::of_leaf(old, new, address, size) }
    }

    /// Stores the leaves `first`, `first + size`, …, and returns the change.
    ///
    /// The first leaf maps `address`. Each is stored by a swap, as [`store_leaf`](Self::store_leaf)
    /// does for one. One live leaf among the old entries makes all of the run a live change, and a
    /// table makes it a table's removal.
    #[inline]
    pub fn store_leaves(
        entries: &[AtomicU64],
        first: u64,
        address: u64,
        size: u64,
    ) -> Option<Self> {
        let mut descriptor = first;
        let (mut any_table, mut any_live, mut any_fresh) = (false, false, false);
        for entry in entries {
            let old = cpu::swap(entry, descriptor);
            let is_live = is_valid(old) && old != descriptor;
            any_table |= is_live && is_table(old, size);
            any_live |= is_live;
            any_fresh |= !is_valid(old) && is_valid(descriptor);
            descriptor = descriptor.wrapping_add(size);
        }
        match (any_table, any_live, any_fresh) {
            (true, ..) => Some(Self::TableRemoved {}),
            (_, true, _) => Some(Self::LiveChange { address, count: entries.len(), size }),
            (.., true) => Some(Self::InvalidToValid {}),
            _ => None,
        }
    }

    /// Links a table, and returns the change.
    ///
    /// It orders the table's contents, zeros included, before the entry by `dmb ishst`. Then it
    /// stores `descriptor` by a compare-and-swap (`Relaxed`), which may need the MMU to be on.
    ///
    /// # Errors
    ///
    /// The entry as found, if it is valid. Nothing is stored then: break a live table or block
    /// first, as [`split_block`](crate::split_block) does.
    #[inline]
    pub fn link_table(entry: &AtomicU64, descriptor: u64) -> Result<Self, u64> {
        cpu::dmb_ishst();
        let mut old = entry.load(Relaxed);
        loop {
            if is_valid(old) {
                return Err(old);
            }
            match cpu::store_if(entry, old, descriptor) {
                Ok(()) => return Ok(Self::TableInstalled {}),
                Err(found) => old = found,
            }
        }
    }

    /// Returns the change, for a kernel that has itself stored `new` over the leaf `old` for
    /// `address`, which maps `size` bytes. `None`: the store needs nothing.
    ///
    /// # Safety
    ///
    /// The store must have replaced `old`. Where others may store to the entry, such as hardware
    /// that manages the Access flag or the dirty state, only a swap shows what it has replaced.
    #[inline]
    pub const unsafe fn of_leaf(old: u64, new: u64, address: u64, size: u64) -> Option<Self> {
        match (is_valid(old), is_valid(new)) {
            (true, _) if old == new => None,
            (true, _) if is_table(old, size) => Some(Self::TableRemoved {}),
            (true, _) => Some(Self::LiveChange { address, count: 1, size }),
            (false, true) => Some(Self::InvalidToValid {}),
            (false, false) => None,
        }
    }

    /// Returns [`InvalidToValid`](Self::InvalidToValid), for a kernel that makes its stores itself.
    ///
    /// # Safety
    ///
    /// Each entry of the change must have been invalid when it was stored over, and no TLB may hold
    /// what the entry was before that.
    #[inline(always)]
    pub const unsafe fn invalid_to_valid() -> Self {
        Self::InvalidToValid {}
    }

    /// Returns [`TableInstalled`](Self::TableInstalled), for a kernel that makes its stores itself.
    ///
    /// # Safety
    ///
    /// The entry must have been invalid when it was stored over. A `dmb ishst`, or a stronger
    /// barrier, must have been executed between the last store to the new table, zeros included,
    /// and that store.
    #[inline(always)]
    pub const unsafe fn table_installed() -> Self {
        Self::TableInstalled {}
    }
}
