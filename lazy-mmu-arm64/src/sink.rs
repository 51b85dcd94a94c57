// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Sink`]: for a kernel with page tables of its own, whose code knows no barriers. It is told each change, and issues what that needs.
//!
//! The kernel's table code is generic over a [`Flusher`], as that of Redox is. It stores by the
//! functions of [`Change`], which find out what the store was, and hands the change over. What
//! differs from one kernel to another stands in one place, its [`PageTables`].
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::sink::{Change, Flusher, PageTables, Sink};
//! use lazy_mmu_arm64::{Arm64Mode, El1};
//! use lazy_mmu_core::section;
//!
//! /// The kernel's tables: every frame is mapped somewhere else too, and that is where entries are written.
//! enum KernelTables {}
//!
//! impl PageTables for KernelTables {
//!     type Regime = El1;
//!     const REACHED_THROUGH_THEMSELVES: bool = false;
//! }
//!
//! fn set_page(entry: &AtomicU64, descriptor: u64, address: u64, flusher: &mut impl Flusher) {
//!     if let Some(change) = Change::store_leaf(entry, descriptor, address, 4096) {
//!         flusher.consume(change);
//!     }
//! }
//!
//! fn map<M: Arm64Mode>(link: &AtomicU64, table: &[AtomicU64; 512], first: u64, address: u64) -> Result<(), u64> {
//!     section::<M, _>(|_| {
//!         let mut sink = Sink::<M, KernelTables>::new();
//!         sink.consume(Change::link_table(link, table.as_ptr().addr() as u64 | 0b11)?);
//!         for (page, entry) in (0..).zip(table) {
//!             set_page(entry, first + page * 4096, address + page * 4096, &mut sink);
//!         }
//!         Ok(())
//!     }) // one `dsb ishst; isb`, here
//! }
//! # let link = AtomicU64::new(0);
//! # map::<lazy_mmu_core::NoLazyMmu>(&link, &[const { AtomicU64::new(0) }; 512], 0b11, 0).unwrap();
//! ```
//!
//! A kernel that reaches its tables through a recursive entry walks through a table right after it
//! has linked it. It says so by [`PageTables::REACHED_THROUGH_THEMSELVES`], and the sink settles
//! such a link at once, whatever section is open. Where the zeros of a table come from is told in
//! the [guide](crate::guide::recursive_tables).
//!
//! The functions of [`Change`] that store use atomic read-modify-writes, which may need the MMU to
//! be on. Tables that are not loaded yet are stored to by [`set_pte`](crate::set_pte) and
//! [`set_table`](crate::set_table) on [`Unwalked`](lazy_mmu_core::Unwalked), which store plainly;
//! there is nothing to tell of them.
//!
//! A handler of page faults that maps for the task that it has interrupted, in that task's section,
//! calls [`flush`] before it returns, or opens a section of its own: the task would fault again on
//! what is still deferred.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_core::flush;

use crate::entry::{is_table, is_valid};
use crate::{Arm64Backend, Arm64Mode, Regime, cpu, queue_pte_barriers, tlb};

/// What a kernel has done to its page tables.
///
/// The two changes that a section defers cannot be written down, as a live entry that is passed off
/// as one keeps its old translation. They come from the functions here that make the store
/// themselves, or from `unsafe` ones.
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
    /// Leaves that were invalid are valid: one, or a run of them. No TLB holds an invalid entry.
    #[non_exhaustive]
    InvalidToValid {},
    /// Entries that were valid hold something else, or nothing: `count` leaves of `size` bytes from
    /// the one that maps `address` on, or the table or block that did. Consume this before the
    /// frames that they led to are reused.
    ///
    /// Where a break is needed before the make (see [`tlb`]) there are two changes: this one after
    /// the invalid entry was stored, and then the one of the new entry; or one call of
    /// [`replace_pte`](crate::replace_pte), and nothing to tell. Where tables are reached through
    /// themselves, a table that is taken away is also a page that is gone from the window: tell
    /// both.
    LiveChange {
        /// What the first one maps.
        address: u64,
        /// How many leaves. A table that maps none is still in the caches of walks, so 0 means 1.
        count: usize,
        /// What one leaf maps, in bytes: a power of two of at least 4096.
        size: u64,
    },
    /// A table was taken away, or something else was stored over the link to it, and what it mapped
    /// is not known. Consume this before the frames are reused.
    TableRemoved {},
    /// A table was linked by an entry that was invalid.
    #[non_exhaustive]
    TableInstalled {},
}

impl Change {
    /// Stores `new` over the leaf for `address`, which maps `size` bytes, and returns what that
    /// was. `None`: a store that needs nothing.
    ///
    /// The old entry decides, and comes from the store itself (a swap, `Relaxed`), so whatever
    /// others have stored meanwhile, the hardware among them, no change of a live entry is taken
    /// for a fresh one. A swap may need the MMU to be on.
    ///
    /// Where `size` is that of a block, the old entry may be a link to a table, of whose leaves
    /// nobody here knows: [`TableRemoved`](Self::TableRemoved).
    #[inline]
    pub fn store_leaf(entry: &AtomicU64, new: u64, address: u64, size: u64) -> Option<Self> {
        let old = cpu::swap(entry, new);
        // SAFETY: the store is done, and `old` is what it has replaced.
        unsafe { Self::of_leaf(old, new, address, size) }
    }

    /// Stores the leaves `first`, `first + size`, …, of which the first maps `address`, and returns
    /// what that was, as [`store_leaf`] does for one, by a swap each. One live leaf among the old
    /// ones makes all of the run a live change, and a table makes it its removal.
    ///
    /// [`store_leaf`]: Self::store_leaf
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

    /// Links a table: orders its contents, zeros included, before the entry by `dmb ishst`, and
    /// stores `descriptor`, by a compare-and-swap (`Relaxed`), which may need the MMU to be on.
    ///
    /// # Errors
    ///
    /// The entry as found, if it is valid. Nothing is stored then: a live table or block is broken
    /// first, as by [`split_block`](crate::split_block).
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

    /// What it was to store `new` over the leaf `old` for `address`, which maps `size` bytes: for a
    /// kernel that makes the store itself. `None`: a store that needs nothing.
    ///
    /// # Safety
    ///
    /// `old` is what the store has replaced. Where others may store to the entry, be it the
    /// hardware that manages the Access flag or the dirty state, only a swap tells.
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

    /// [`InvalidToValid`](Self::InvalidToValid), for a kernel that makes its stores itself.
    ///
    /// # Safety
    ///
    /// Each entry that is told of by this was invalid when it was stored over, and no TLB holds
    /// what it was before.
    #[inline(always)]
    pub const unsafe fn invalid_to_valid() -> Self {
        Self::InvalidToValid {}
    }

    /// [`TableInstalled`](Self::TableInstalled), for a kernel that makes its stores itself.
    ///
    /// # Safety
    ///
    /// The entry was invalid when it was stored over, and a `dmb ishst` or more was executed
    /// between the last store to the new table, zeros included, and that store.
    #[inline(always)]
    pub const unsafe fn table_installed() -> Self {
        Self::TableInstalled {}
    }
}

/// Issues what changes need. Table code is generic over it.
///
/// [`Sink`] is the one for a mode. A kernel may have another one of its own.
pub trait Flusher {
    /// Takes note of a change that was just stored.
    fn consume(&mut self, change: Change);
}

/// Page tables of a kernel, as far as their stores need barriers.
pub trait PageTables {
    /// What their invalidations are called. It is the tables' own regime, as a kernel may run in
    /// another one, and [`Global`](lazy_mmu_core::Global) knows none.
    type Regime: Regime;

    /// Whether a table is reached through the tables it is linked in (a recursive mapping): then
    /// whoever links one uses the new translation at once, to fill it.
    const REACHED_THROUGH_THEMSELVES: bool;
}

/// The [`Flusher`] for a mode `M`. It keeps nothing: what is deferred is the mode's.
///
/// | change | what comes out |
/// | --- | --- |
/// | [`InvalidToValid`](Change::InvalidToValid) | a pair, deferred in a section, else emitted now |
/// | [`LiveChange`](Change::LiveChange) | a whole invalidation, walks included, now: [`tlb::invalidate_walk`] |
/// | [`TableRemoved`](Change::TableRemoved) | an invalidation of everything, now: [`tlb::invalidate_all`] |
/// | [`TableInstalled`](Change::TableInstalled) | as the first; if tables are reached through themselves, one pair now, for all that is deferred |
/// | any of them, on [`Unwalked`](lazy_mmu_core::Unwalked) | nothing |
///
/// Walks included, as a live change may have taken a table away. A kernel that knows that only
/// leaves did change may call [`tlb::invalidate`] in place of telling it.
///
/// Tables that are reached through themselves are walked, so there is no such sink for `Unwalked`:
///
/// ```compile_fail,E0080
/// use lazy_mmu_arm64::sink::{PageTables, Sink};
///
/// enum RecursiveTables {}
///
/// impl PageTables for RecursiveTables {
///     type Regime = lazy_mmu_arm64::El1;
///     const REACHED_THROUGH_THEMSELVES: bool = true;
/// }
///
/// let sink = Sink::<lazy_mmu_core::Unwalked, RecursiveTables>::new();
/// ```
pub struct Sink<M: Arm64Mode, T: PageTables>(PhantomData<fn() -> (M, T)>);

impl<M: Arm64Mode, T: PageTables> Sink<M, T> {
    /// For the tables `T`.
    #[inline(always)]
    pub const fn new() -> Self {
        const {
            assert!(
                <M::Backend as Arm64Backend>::WALKED || !T::REACHED_THROUGH_THEMSELVES,
                "tables that are reached through themselves are walked as soon as they are used: name the kernel's mode, not `Unwalked`"
            );
        }
        Self(PhantomData)
    }
}

impl<M: Arm64Mode, T: PageTables> Default for Sink<M, T> {
    #[inline(always)]
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Arm64Mode, T: PageTables> fmt::Debug for Sink<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink")
            .field("reached_through_themselves", &T::REACHED_THROUGH_THEMSELVES)
            .finish()
    }
}

impl<M: Arm64Mode, T: PageTables> Flusher for Sink<M, T> {
    /// # Panics
    ///
    /// As [`tlb::invalidate_walk`], which has invalidated everything then: if a
    /// [`Change::LiveChange`] has a `size` that is not a power of two of at least 4096, or if its
    /// leaves do not fit into the address space.
    #[inline(always)]
    fn consume(&mut self, change: Change) {
        match change {
            _ if !<M::Backend as Arm64Backend>::WALKED => {}
            Change::InvalidToValid {} => queue_pte_barriers::<M>(),
            Change::LiveChange { address, count, size } => {
                tlb::invalidate_walk::<T::Regime>(address, count, size)
            }
            Change::TableRemoved {} => tlb::invalidate_all::<T::Regime>(),
            Change::TableInstalled {} => {
                queue_pte_barriers::<M>();
                if T::REACHED_THROUGH_THEMSELVES {
                    flush::<M>();
                }
            }
        }
    }
}
