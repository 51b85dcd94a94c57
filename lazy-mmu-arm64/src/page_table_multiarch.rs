// SPDX-License-Identifier: MIT OR Apache-2.0
//! The page tables of `page_table_multiarch` 0.6 made lazy, as they come from crates.io. Feature
//! `page-table-multiarch`.
//!
//! That crate invalidates the TLB for whatever its cursors have done, a fresh mapping included. A
//! [`Lazy`] table tells the two apart: a mapping where there was none needs a barrier pair, which a
//! section defers; a change of a present entry gets its invalidation when its cursor flushes,
//! whatever section is open, as `dsb ishst`, inner-shareable `tlbi`s with masked operands,
//! `dsb ish; isb`. It has the crate's methods, so the type of the page table is all that a kernel
//! changes. Built without the mode, it names [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu):
//!
//! ```
//! # use lazy_mmu_arm64::Arm64;
//! # use lazy_mmu_core::{Platform, Slot};
//! # use page_table_multiarch::{GenericPTE, MappingFlags, PageSize, PageTable64, PagingHandler, PagingMetaData, PagingResult};
//! # use memory_addr::{PhysAddr, VirtAddr};
//! # static INIT: Slot<Arm64> = Slot::new(());
//! # struct MyKernel;
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { false }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&INIT) }
//! # }
//! # type A64PageTable<H> = PageTable64<A64, A64PTE, H>;
//! # struct A64;
//! # impl PagingMetaData for A64 {
//! #     const LEVELS: usize = 4;
//! #     const PA_MAX_BITS: usize = 48;
//! #     const VA_MAX_BITS: usize = 48;
//! #     type VirtAddr = memory_addr::VirtAddr;
//! #     fn flush_tlb(_: Option<Self::VirtAddr>) {}
//! # }
//! # #[derive(Clone, Copy, Debug)]
//! # struct A64PTE;
//! # impl GenericPTE for A64PTE {
//! #     fn new_page(_: PhysAddr, _: MappingFlags, _: bool) -> Self { Self }
//! #     fn new_table(_: PhysAddr) -> Self { Self }
//! #     fn paddr(&self) -> PhysAddr { 0.into() }
//! #     fn flags(&self) -> MappingFlags { MappingFlags::empty() }
//! #     fn set_paddr(&mut self, _: PhysAddr) {}
//! #     fn set_flags(&mut self, _: MappingFlags, _: bool) {}
//! #     fn bits(self) -> usize { 0 }
//! #     fn is_unused(&self) -> bool { true }
//! #     fn is_present(&self) -> bool { false }
//! #     fn is_huge(&self) -> bool { false }
//! #     fn clear(&mut self) {}
//! # }
//! use lazy_mmu_arm64::page_table_multiarch::Lazy;
//! use lazy_mmu_core::section;
//!
//! type PageTable<H> = Lazy<A64PageTable<H>, MyKernel>;
//!
//! fn map<H: PagingHandler>(table: &mut PageTable<H>, start: VirtAddr, frames: &[PhysAddr], flags: MappingFlags) -> PagingResult {
//!     section::<MyKernel, _>(|_| {
//!         for (page, &frame) in frames.iter().enumerate() {
//!             table.cursor().map(start + page * 4096, frame, PageSize::Size4K, flags)?;
//!         }
//!         Ok(())
//!     }) // one `dsb ishst; isb`, here
//! }
//! # fn compiles<H: PagingHandler>(mut table: PageTable<H>) { let _ = map(&mut table, 0.into(), &[], MappingFlags::READ); }
//! ```
//!
//! # What is deferred, and what is not
//!
//! A table keeps what its cursors have changed until one of them flushes: it is dropped, or
//! [`LazyCursor::flush`] is called. What a flush does depends on that alone: on no other cursor, on
//! no other task, and on nothing that was flushed before.
//!
//! | its cursor | the flush |
//! | --- | --- |
//! | `map`, `map_region` | one pair for all, deferred or now |
//! | `unmap`, `unmap_region`, `protect`, `protect_region` of what is present | that address is invalidated, now |
//! | `remap` of a present entry | the same |
//! | `remap` of one that is not present (`map` with empty flags) | as `map` |
//! | more than 32 changes of present entries | everything is invalidated, now |
//! | calls that change nothing, as `unmap` of what is not present | nothing |
//!
//! An invalidation has the barriers of the fresh entries in it. A cursor that maps after it has
//! changed present entries flushes first, so that what is unmapped and mapped anew is broken before
//! it is made. A missing table is zeroed before the `dmb ishst` that orders it before its link, at
//! once; the link is deferred with the leaf.
//!
//! * *Dropped tables.* Everything is invalidated, once, before the frames of a table go back.
//! * *Forgotten cursors.* `mem::forget` of a cursor leaves its changes in the table; the next flush
//!   of a cursor of that table does them.
//! * *Other tasks.* A cursor is not `Send`. What it has stored is thus flushed by the task that
//!   stored it, wherever that has migrated.
//! * *Handlers* settle at once, with nothing left in the task.
//! * *Whatever else the crate's cursor can do*, as `copy_from` (its feature `copy-from`):
//!   [`Lazy::eagerly`].
//!
//! # Another CPU
//!
//! A fresh mapping is deferred whoever walks the table: the kernel's half, all CPUs do. Until the
//! section of the task that mapped ends, another CPU may find the new entry or get a translation
//! fault, and nothing else. So an address is handed out after that. Whoever loads it by an acquire
//! load of a release store needs nothing more. Whoever is told otherwise, as by a flag,
//! synchronises *after* that load ([`emit_pte_barriers`](crate::emit_pte_barriers)), or has
//! [`settle_fault`](crate::settle_fault) in its handler of translation faults. A change of a
//! present entry is on every CPU when the flush returns: no load or store finds the old entry after
//! that, with or without an `isb`. (Instructions that another CPU has fetched already, it may still
//! execute until it synchronises.)
//!
//! # Limits
//!
//! * A change counts as stored when its cursor flushes: drop the cursor, or call its `flush`,
//!   before the section ends, before a pause, and before an `Unsettled` is opened.
//! * Stage 1 only, in the regime of the platform's [`Arm64`](crate::Arm64), or the one that
//!   [`Lazy`] names. The `flush_tlb` of the table's own metadata is called by nobody but
//!   [`Lazy::eagerly`].
//! * `remap` of a present entry stores the new address over the old one, as the crate does. Where
//!   that takes break-before-make ([`tlb`]), `unmap` it and `map` it anew.
//! * A table is dropped when no CPU has it as root any more, and none comes to; and when nothing is
//!   left of what `copy_from` took from it: the copy links its tables.
//! * `copy_from` gives the frames of the tables that it replaces back while they are linked, which
//!   nothing outside of it can mend: a walker on another CPU may be in them. Copy into entries that
//!   are empty, or into a table that no CPU walks.
//! * A handler of page faults that maps for a task in a section calls
//!   [`flush`](lazy_mmu_core::flush), or has a section of its own, before it returns: the task
//!   would fault again on what is still deferred.
//! * The stores are the crate's. It needs Rust 1.88, whatever its manifest says.
//!
//! # What fresh presumes
//!
//! An entry that is not present is taken to be in no TLB. That is so in a table of this type by all
//! that it does itself. It is also a matter of how its root is loaded: where another table was in
//! the register before, such as the boot's, TLBs may keep that one's entries for the same
//! addresses, global ones whatever the ASID. So whoever loads the root invalidates them
//! (`tlb::invalidate_all`, or an ASID of its own if no entry is global): [`before_root_is_loaded`]
//! has all of it.
//!
//! A table that is filled before it is loaded may be a `Lazy<_, Unwalked>`, with no barrier for
//! what is stored but the `dmb ishst` of new tables, and [`Lazy::walked`] makes it the kernel's.

mod changes;
mod cursor;
mod entry;

use core::marker::PhantomData;
use core::ops::Deref;

use lazy_mmu_core::{Mode, Unwalked};
use memory_addr::VirtAddr;
use page_table_multiarch::{
    GenericPTE, PageTable64, PageTable64Cursor, PagingHandler, PagingMetaData, PagingResult,
};

use crate::{Arm64Backend, Arm64Mode, Regime, before_root_is_loaded, tlb};
use changes::Changes;
use entry::Entry;

pub use cursor::LazyCursor;

/// The lazy form of a page table type of the crate, in the mode `M`: the kernel's platform,
/// [`Global`](lazy_mmu_core::Global), [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), or [`Unwalked`] for
/// a table that is not loaded yet.
///
/// `R` is the regime of the table, which names its invalidations. A platform knows it. For the
/// other modes it is [`El1`](crate::El1) unless it is named, as in
/// `Lazy<A64PageTable<Frames>, NoLazyMmu, El2>`.
///
/// What only looks at a table is the crate's: [`PageTable64::query`], `walk`, `root_paddr`.
///
/// Dropped, it invalidates everything on every CPU before it gives its frames back.
pub struct Lazy<T: Table, M: Arm64Mode, R: Regime = RegimeOf<M>> {
    /// Before the table: fields are dropped in this order.
    _invalidated: InvalidatedWhenDropped<M, R>,
    table: Inner<T>,
    changes: Changes,
}

/// A page table of the crate: every [`PageTable64`] that translates virtual addresses. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a page table that can be made lazy",
    label = "not a `PageTable64` of `page_table_multiarch` with `VirtAddr` for its addresses",
    note = "name the crate's table, as in `Lazy<A64PageTable<Frames>, MyKernel>`"
)]
pub trait Table: sealed::Table {}

impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table
    for PageTable64<D, E, H>
{
}

/// The crate's table in a lazy one. Its entries order the contents of a new table.
type Inner<T> = PageTable64<
    <T as sealed::Table>::MetaData,
    Entry<<T as sealed::Table>::Entry>,
    <T as sealed::Table>::Frames,
>;

/// The crate's cursor of that.
type InnerCursor<'a, T> = PageTable64Cursor<
    'a,
    <T as sealed::Table>::MetaData,
    Entry<<T as sealed::Table>::Entry>,
    <T as sealed::Table>::Frames,
>;

type RegimeOf<M> = <<M as Mode>::Backend as Arm64Backend>::Regime;

impl<T: Table, M: Arm64Mode, R: Regime> Lazy<T, M, R> {
    /// An empty table. Every walker sees it empty when this returns (`dsb ishst`; on [`Unwalked`]
    /// that comes later), so it may be loaded as a root.
    ///
    /// # Errors
    ///
    /// If there is no frame for its root.
    pub fn try_new() -> PagingResult<Self> {
        let table = PageTable64::try_new()?;
        if M::Backend::WALKED {
            before_root_is_loaded();
        }
        Ok(Self {
            _invalidated: InvalidatedWhenDropped(PhantomData),
            table,
            changes: Changes::new(),
        })
    }

    /// A cursor to change the table with. It flushes when it is dropped.
    pub fn cursor(&mut self) -> LazyCursor<'_, T, M, R> {
        LazyCursor::new(self)
    }

    /// Calls `f` with a cursor of the crate's own, and invalidates everything when that returns or
    /// panics: for what a [`LazyCursor`] has no method for, as `copy_from`.
    ///
    /// What `f` unmaps and maps anew is not broken before it is made. If `f` needs a flush before
    /// it returns, the cursor's `flush` is the crate's own, by the metadata of the table. That
    /// knows nothing of the errata that [`tlb`] does, so no frame is freed in `f`.
    pub fn eagerly<A>(&mut self, f: impl FnOnce(&mut InnerCursor<'_, T>) -> A) -> A {
        if self.changes.any_live() {
            self.changes.settle::<M, R>(); // is broken before it is made anew
        }
        self.changes.all_live();
        f(&mut self.cursor().inner())
    }
}

impl<T: Table, R: Regime> Lazy<T, Unwalked, R> {
    /// The same table, to be walked from now on: orders all that was stored to it, once
    /// (`dsb ishst`), so that it may be loaded as a root. [`before_root_is_loaded`] has what else
    /// that takes.
    ///
    /// ```
    /// use lazy_mmu_arm64::page_table_multiarch::{Lazy, Table};
    /// use lazy_mmu_arm64::{Arm64Mode, El1};
    /// use lazy_mmu_core::Unwalked;
    ///
    /// fn hand_over<T: Table, M: Arm64Mode>(of_the_boot_code: Lazy<T, Unwalked, El1>) -> Lazy<T, M, El1> {
    ///     of_the_boot_code.walked()
    /// }
    /// ```
    pub fn walked<M: Arm64Mode>(self) -> Lazy<T, M, R> {
        before_root_is_loaded();
        Lazy {
            _invalidated: InvalidatedWhenDropped(PhantomData),
            table: self.table,
            changes: Changes::new(),
        }
    }
}

impl<T: Table, M: Arm64Mode, R: Regime> Deref for Lazy<T, M, R> {
    type Target = Inner<T>;

    fn deref(&self) -> &Inner<T> {
        &self.table
    }
}

/// What walkers have cached of the tables goes before the frames do, which the crate gives back
/// next.
struct InvalidatedWhenDropped<M: Arm64Mode, R: Regime>(PhantomData<fn() -> (M, R)>);

impl<M: Arm64Mode, R: Regime> Drop for InvalidatedWhenDropped<M, R> {
    fn drop(&mut self) {
        if M::Backend::WALKED {
            tlb::invalidate_all::<R>();
        }
    }
}

mod sealed {
    use super::*;

    pub trait Table {
        type MetaData: PagingMetaData<VirtAddr = VirtAddr>;
        type Entry: GenericPTE;
        type Frames: PagingHandler;
    }

    impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table
        for PageTable64<D, E, H>
    {
        type MetaData = D;
        type Entry = E;
        type Frames = H;
    }
}
