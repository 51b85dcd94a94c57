//! [`Sink`]: for a kernel with page tables of its own. What it has changed goes in, and what that owes comes out: later, or at once.
//!
//! The kernel's table code knows no barriers. It is generic over a [`Flusher`], as that of Redox is, and tells it each [`Change`] when the
//! store is done. What differs from one kernel to another stands in one place, its [`PageTables`].
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::sink::{Change, Flusher, PageTables, Sink, TableContents, WereInvalid};
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
//!     let old = entry.swap(descriptor, Relaxed);
//!     if let Some(change) = Change::of_leaf(old, descriptor, address, 4096) {
//!         flusher.consume(change);
//!     }
//! }
//!
//! fn link_table(entry: &AtomicU64, table: u64, flusher: &mut impl Flusher) {
//!     let Some(unlinked) = WereInvalid::all([entry.load(Relaxed)]) else { return };
//!     let contents = TableContents::order();
//!     entry.store(table | 0b11, Relaxed);
//!     flusher.consume(Change::TableInstalled(contents, unlinked));
//! }
//!
//! fn map<M: Arm64Mode>(link: &AtomicU64, table: &[AtomicU64; 512], first: u64, address: u64) {
//!     section::<M, _>(|_| {
//!         let mut sink = Sink::<M, KernelTables>::new();
//!         link_table(link, table.as_ptr().addr() as u64, &mut sink);
//!         for (page, entry) in (0..).zip(table) {
//!             set_page(entry, first + page * 4096, address + page * 4096, &mut sink);
//!         }
//!     }) // one `dsb ishst; isb`, here
//! }
//! # let link = AtomicU64::new(0);
//! # map::<lazy_mmu_core::NoLazyMmu>(&link, &[const { AtomicU64::new(0) }; 512], 0b11, 0);
//! ```
//!
//! A kernel that reaches its tables through a recursive entry walks through a table right after it has linked it. It says so, and such
//! links are settled at once, whatever section is open:
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::El1;
//! use lazy_mmu_arm64::sink::{Change, Flusher, PageTables, Sink, TableContents, WereInvalid};
//!
//! enum RecursiveTables {}
//!
//! impl PageTables for RecursiveTables {
//!     type Regime = El1;
//!     const REACHED_THROUGH_THEMSELVES: bool = true;
//! }
//!
//! /// Links a zeroed frame at `entry`, which is reached through the window. `below` is where the window shows the new table.
//! ///
//! /// # Safety
//! ///
//! /// They are what they are said to be.
//! unsafe fn link<'a>(entry: &AtomicU64, frame: u64, below: *const [AtomicU64; 512], flusher: &mut impl Flusher) -> &'a [AtomicU64; 512] {
//!     let unlinked = WereInvalid::all([entry.load(Relaxed)]).expect("nothing is linked here");
//!     let contents = TableContents::order();
//!     entry.store(frame | 0b11, Relaxed);
//!     flusher.consume(Change::TableInstalled(contents, unlinked));
//!     // SAFETY: the window shows the table, and that has taken effect.
//!     unsafe { &*below }
//! }
//! # let (entry, table) = (AtomicU64::new(0), [const { AtomicU64::new(0) }; 512]);
//! # let mut sink = Sink::<lazy_mmu_core::NoLazyMmu, RecursiveTables>::new();
//! # let _ = unsafe { link(&entry, 0x1000, &table, &mut sink) };
//! ```

use core::fmt;
use core::marker::PhantomData;

use lazy_mmu_core::flush;

use crate::{Arm64Mode, Regime, cpu, queue_pte_barriers, tlb};

/// What a kernel did to its page tables, told when the store is done.
#[derive(Debug)]
#[must_use = "tell it to the `Flusher`, by `consume`: until then nobody owes what the change needs"]
pub enum Change {
    /// Leaves that were invalid are valid: one, or a run of them. No TLB holds an invalid entry.
    InvalidToValid(WereInvalid),
    /// Entries that were valid hold something else, or nothing: `count` leaves of `size` bytes from the one that maps `address` on, or
    /// the table or block that did. Consume this before the frames that they led to are reused.
    ///
    /// Where a break is needed before the make (see [`tlb`]) there are two changes to tell: this one after the invalid entry was stored,
    /// and then, of the new one, [`InvalidToValid`](Self::InvalidToValid). Where tables are reached through themselves, a table that is
    /// taken away is also a page that is gone from the window: tell the two of them.
    LiveChange {
        /// What the first one maps.
        address: u64,
        /// How many leaves.
        count: usize,
        /// What one leaf maps, in bytes: a power of two of at least 4096.
        size: u64,
    },
    /// A table was linked by an entry that was invalid. A block or another table that stands there is broken first, as above.
    TableInstalled(TableContents, WereInvalid),
}

impl Change {
    /// What it was to store `new` over the leaf `old` for `address`, which maps `size` bytes. `None`: nothing that owes anything.
    ///
    /// The old entry decides, so no change of a live entry is taken for a fresh one. Have it from the store itself, by a swap, where others
    /// may store meanwhile, be it the hardware that manages the Access flag or the dirty state.
    #[inline]
    pub const fn of_leaf(old: u64, new: u64, address: u64, size: u64) -> Option<Self> {
        match (old & VALID != 0, new & VALID != 0) {
            (true, _) if old != new => Some(Self::LiveChange { address, count: 1, size }),
            (false, true) => Some(Self::InvalidToValid(WereInvalid(()))),
            _ => None,
        }
    }
}

const VALID: u64 = 1;

/// The entries that were stored over were invalid. Said of a live one, its change would be deferred, and the old translation stay; so it is
/// not said but shown: by [`Change::of_leaf`], or by what the entries were.
#[derive(Debug)]
#[must_use = "make `Change::InvalidToValid` of it, and tell that to the `Flusher`"]
pub struct WereInvalid(());

impl WereInvalid {
    /// By the old entries: `None` if one of them is valid. Then tell a [`Change::LiveChange`]. All of `old` is gone through, so it may be
    /// the swaps that store the new ones.
    #[inline]
    pub fn all(old: impl IntoIterator<Item = u64>) -> Option<Self> {
        let valid = old.into_iter().fold(0, |valid, old| valid | old & VALID);
        (valid == 0).then_some(Self(()))
    }

    /// For who need not look, as of a table that was just taken.
    ///
    /// # Safety
    ///
    /// Each entry that is told of by this was invalid when it was stored over.
    #[inline(always)]
    pub const unsafe fn assume() -> Self {
        Self(())
    }
}

/// The contents of a new table have been ordered before whatever is stored from now on: before the entry that links it.
///
/// Walkers may follow that entry as soon as it is stored. Said afterwards it would be too late, so it is what
/// [`Change::TableInstalled`] is made of. It is about stores of this CPU, and stays there.
#[derive(Debug)]
#[must_use = "store the entry that links the table now, and then tell `Change::TableInstalled` to the `Flusher`"]
pub struct TableContents(PhantomData<*const ()>);

impl TableContents {
    /// To be called between the last store to the new table, zeros included, and the store that links it: `dmb ishst`, at once.
    #[inline(always)]
    pub fn order() -> Self {
        cpu::dmb_ishst();
        Self(PhantomData)
    }
}

/// Who sees to what changes owe. Table code is generic over it.
///
/// [`Sink`] is the one for tables that walkers may be on. A kernel may have another one for tables that no CPU uses yet.
pub trait Flusher {
    /// Takes note of a change that was just stored.
    fn consume(&mut self, change: Change);
}

/// Page tables of a kernel, as far as their stores owe something.
pub trait PageTables {
    /// Whose they are: what their invalidations are called. The tables' own, as a kernel may run in another one, and
    /// [`Global`](lazy_mmu_core::Global) knows none.
    type Regime: Regime;

    /// Whether a table is reached through the tables it is linked in (a recursive mapping): then whoever links one uses the new
    /// translation at once, to fill it.
    const REACHED_THROUGH_THEMSELVES: bool;
}

/// The [`Flusher`] for tables that walkers may be on, in the mode `M`. It keeps nothing: the debt is the mode's.
///
/// | change | what comes out |
/// | --- | --- |
/// | [`InvalidToValid`](Change::InvalidToValid) | a pair, owed in a section, else emitted now |
/// | [`LiveChange`](Change::LiveChange) | a whole invalidation, walks included, now: [`tlb::invalidate_walk`] |
/// | [`TableInstalled`](Change::TableInstalled) | the same; if tables are reached through themselves, one pair now, for all that is owed |
///
/// Walks included, as a live change may have taken a table away. A kernel that knows that only leaves did change may call
/// [`tlb::invalidate`] in place of telling it.
pub struct Sink<M: Arm64Mode, T: PageTables>(PhantomData<fn() -> (M, T)>);

impl<M: Arm64Mode, T: PageTables> Sink<M, T> {
    /// For the tables `T`.
    #[inline(always)]
    pub const fn new() -> Self {
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
        f.debug_struct("Sink").field("reached_through_themselves", &T::REACHED_THROUGH_THEMSELVES).finish()
    }
}

impl<M: Arm64Mode, T: PageTables> Flusher for Sink<M, T> {
    /// # Panics
    ///
    /// If a [`Change::LiveChange`] has a `size` that is not a power of two of at least 4096.
    #[inline(always)]
    fn consume(&mut self, change: Change) {
        match change {
            Change::InvalidToValid(WereInvalid(())) => queue_pte_barriers::<M>(),
            Change::LiveChange { address, count, size } => tlb::invalidate_walk::<T::Regime>(address, count, size),
            Change::TableInstalled(TableContents(_), WereInvalid(())) => {
                queue_pte_barriers::<M>();
                if T::REACHED_THROUGH_THEMSELVES {
                    flush::<M>();
                }
            }
        }
    }
}
