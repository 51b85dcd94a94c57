// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Sink`]: issues what each change of page tables needs, for table code that knows no barriers.
//!
//! The kernel's table code is generic over a [`Flusher`], as Redox's is. It stores by the functions
//! of [`Change`], which find out what the store has changed, and hands the change to the flusher. A
//! kernel describes its tables by one trait, [`PageTables`]. The guide's
//! [`other_crates`](crate::guide::other_crates) compares it with the adapters.
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::sink::{Change, Flusher, PageTables, Sink};
//! use lazy_mmu_arm64::{Arm64Mode, El1};
//! use lazy_mmu_core::section;
//!
//! /// The kernel's tables. Every frame is mapped somewhere else too; entries are written there.
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
//! fn map<M: Arm64Mode>(
//!     link: &AtomicU64,
//!     table: &[AtomicU64; 512],
//!     first: u64,
//!     address: u64,
//! ) -> Result<(), u64> {
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
//! # let table = [const { AtomicU64::new(0) }; 512];
//! # map::<lazy_mmu_core::NoLazyMmu>(&link, &table, 0b11, 0).unwrap();
//! ```
//!
//! A kernel that reaches its tables through a recursive entry walks through a table right after it
//! has linked it. It says so by [`PageTables::REACHED_THROUGH_THEMSELVES`], and the sink settles
//! such a link at once, whatever section is open. The guide's
//! [`recursive_tables`](crate::guide::recursive_tables) says where the zeros of a table come from.
//!
//! The functions of [`Change`] that store use atomic read-modify-writes, which may need the MMU to
//! be on. For tables that aren't loaded yet, use [`set_pte`](crate::set_pte) and
//! [`set_table`](crate::set_table) in the mode [`Unwalked`](lazy_mmu_core::Unwalked): they store
//! plainly, and the sink need not know.
//!
//! A page-fault handler may map for the task that it has interrupted, in that task's section. It
//! calls [`flush`] before it returns, or opens a section of its own: else the task faults again on
//! an entry that is still deferred.

mod change;

use core::fmt;
use core::marker::PhantomData;

use lazy_mmu_core::flush;

use crate::{Arm64Backend, Arm64Mode, Regime, queue_pte_barriers, tlb};

pub use change::Change;

/// Issues the barriers and invalidations of changes; table code is generic over it.
///
/// [`Sink`] is the flusher of a mode. A kernel may have one of its own beside it.
pub trait Flusher {
    /// Issues, or defers, what a change that was just stored needs.
    fn consume(&mut self, change: Change);
}

/// The page tables of a kernel, as far as their stores need barriers.
pub trait PageTables {
    /// The regime of the tables, which names their invalidations. It isn't taken from the mode: the
    /// kernel may run in another one, and [`Global`](lazy_mmu_core::Global) knows none.
    type Regime: Regime;

    /// Whether a table is reached through the tables it is linked in (a recursive mapping). Then
    /// the code that links a table uses the new translation at once, to fill it.
    const REACHED_THROUGH_THEMSELVES: bool;
}

/// The [`Flusher`] of a mode `M`. It keeps no state: the mode keeps what is deferred.
///
/// | change | the sink issues |
/// | --- | --- |
/// | [`InvalidToValid`](Change::InvalidToValid) | a pair, deferred in a section, else emitted now |
/// | [`LiveChange`](Change::LiveChange) | a whole invalidation, walks included, now: [`tlb::invalidate_walk`] |
/// | [`TableRemoved`](Change::TableRemoved) | an invalidation of everything, now: [`tlb::invalidate_all`] |
/// | [`TableInstalled`](Change::TableInstalled) | as the first; if tables are reached through themselves, one pair now, for all that is deferred |
/// | any of them, on [`Unwalked`](lazy_mmu_core::Unwalked) | nothing |
///
/// A live change may have taken a table away, so its invalidation includes the walk. A kernel that
/// knows that only leaves changed may call [`tlb::invalidate`] instead of the sink.
///
/// Walkers are on tables that are reached through themselves, so `Unwalked` has no sink for them:
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
    /// Makes a sink for the tables `T`.
    #[inline(always)]
    pub const fn new() -> Self {
        const {
            assert!(
                <M::Backend as Arm64Backend>::WALKED || !T::REACHED_THROUGH_THEMSELVES,
                "tables that are reached through themselves are walked as soon as they are used: \
                 name the kernel's mode, not `Unwalked`"
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
    /// If a [`Change::LiveChange`] has a `size` that is not a power of two of at least 4096, or if
    /// its leaves don't fit into the address space. As [`tlb::invalidate_walk`], it has invalidated
    /// everything then.
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
