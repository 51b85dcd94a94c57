// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Lazy`]: page tables of the crate `page_table_multiarch` 0.6, whose fresh mappings are
//! deferred.
//!
//! That crate invalidates the TLB for each change of its cursors, a fresh mapping included. A
//! [`Lazy`] table distinguishes the two. A fresh mapping needs a barrier pair, which a section
//! defers. A change of a present entry is invalidated when its cursor flushes, whatever section is
//! open: `dsb ishst`, inner-shareable `tlbi`s with masked operands, `dsb ish; isb`.
//!
//! A [`Lazy`] table has the crate's methods, so a kernel changes only the type of its page table. A
//! kernel without the mode names [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu) there. The guide's
//! [`other_crates`](crate::guide::other_crates) compares the adapters.
//!
//! ```
//! # use lazy_mmu_arm64::Arm64;
//! # use lazy_mmu_core::{Platform, Slot};
//! # use page_table_multiarch::{GenericPTE, MappingFlags, PageSize, PageTable64};
//! # use page_table_multiarch::{PagingHandler, PagingMetaData, PagingResult};
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
//! fn map<H: PagingHandler>(
//!     table: &mut PageTable<H>,
//!     start: VirtAddr,
//!     frames: &[PhysAddr],
//!     flags: MappingFlags,
//! ) -> PagingResult {
//!     section::<MyKernel, _>(|_| {
//!         for (page, &frame) in frames.iter().enumerate() {
//!             table.cursor().map(start + page * 4096, frame, PageSize::Size4K, flags)?;
//!         }
//!         Ok(())
//!     }) // one `dsb ishst; isb`, here
//! }
//! # fn compiles<H: PagingHandler>(mut table: PageTable<H>) {
//! #     let _ = map(&mut table, 0.into(), &[], MappingFlags::READ);
//! # }
//! ```
//!
//! # When a change takes effect
//!
//! A table keeps the changes of its cursors until a cursor flushes: it drops, or somebody calls
//! [`LazyCursor::flush`]. A flush depends on these changes alone: on no other table, on no other
//! task, and on nothing that was flushed before.
//!
//! | its cursor | the flush |
//! | --- | --- |
//! | `map`, `map_region` | one pair for all, deferred or now |
//! | `unmap`, `unmap_region`, `protect`, `protect_region` of present entries | their addresses are invalidated, now |
//! | `remap` of a present entry | the same |
//! | `remap` of an entry that isn't present (`map` with empty flags) | as `map` |
//! | more than 32 changes of present entries | everything is invalidated, now |
//! | calls that change nothing, such as `unmap` of an entry that isn't present | nothing |
//!
//! An invalidation contains the barriers of the fresh entries. A cursor that maps after it has
//! changed present entries flushes first, so that a page that is unmapped and mapped anew is broken
//! before it is made. `dmb ishst` orders the zeros of a new table before its link, at once; the
//! link is deferred with the leaf.
//!
//! * *Dropped tables* invalidate everything, once, before their frames go back.
//! * *Forgotten cursors* (`mem::forget`) leave their changes in the table, for the next flush of a
//!   cursor of that table.
//! * *Other tasks.* A cursor isn't `Send`. So the task that stored also flushes, wherever it has
//!   migrated.
//! * *Handlers* settle at once, and leave nothing in the task.
//! * *Other calls of the crate's cursor*, such as `copy_from` (its feature `copy-from`), go through
//!   [`Lazy::eagerly`].
//!
//! # Another CPU
//!
//! A fresh mapping is deferred even if other CPUs walk the table, as they do the kernel's half.
//! Until the section of the task that mapped ends, another CPU finds the new entry or gets a
//! translation fault, and nothing else. So hand an address out only after that section. A CPU that
//! gets it by a release store and an acquire load needs nothing more. A CPU that is told in another
//! way, by a flag say, synchronises *after* that load
//! ([`emit_pte_barriers`](crate::emit_pte_barriers)), or has [`settle_fault`](crate::settle_fault)
//! in its handler of translation faults.
//!
//! A change of a present entry is on every CPU when the flush returns: no load or store finds the
//! old entry after that, with or without an `isb`. (Another CPU may still execute instructions that
//! it has fetched already, until it synchronises.)
//!
//! # Limits
//!
//! * The mode learns of a change when its cursor flushes. So drop the cursor, or call its `flush`,
//!   before the section ends, before a pause, and before you open an `Unsettled`.
//! * The adapter is for stage 1 only, in the regime of the platform's [`Arm64`](crate::Arm64), or
//!   the one that [`Lazy`] names. Only [`Lazy::eagerly`] calls the `flush_tlb` of the table's own
//!   metadata.
//! * `remap` of a present entry stores the new address over the old one, as the crate does. Where
//!   that takes break-before-make ([`tlb`]), `unmap` it and `map` it anew.
//! * Drop a table only when no CPU has it as root, and none will. If `copy_from` took tables from
//!   it, drop it only when no copy links them any more.
//! * `copy_from` gives back the frames of the tables that it replaces while they are still linked.
//!   Code outside of it can't repair that: a walker on another CPU may be in them. Copy into
//!   entries that are empty, or into a table that no CPU walks.
//! * A page-fault handler that maps for a task in a section calls [`flush`](lazy_mmu_core::flush),
//!   or has a section of its own, before it returns. Else the task faults again on a deferred
//!   entry.
//! * The crate makes the stores. It needs Rust 1.88, whatever its manifest says.
//!
//! # The condition of a fresh mapping
//!
//! The adapter relies on this: if an entry isn't present, no TLB holds a translation for its
//! addresses. All calls of this type keep that true. It also depends on how the kernel loads the
//! root: if another table was in the register before, such as the boot's, TLBs may keep its entries
//! for the same addresses, and global ones whatever the ASID. So the code that loads the root must
//! invalidate them (`tlb::invalidate_all`), or use an ASID of its own if no entry is global:
//! [`before_root_is_loaded`] has all steps.
//!
//! A table that is filled before it is loaded may be a `Lazy<_, Unwalked>`: its stores execute no
//! barrier but the `dmb ishst` of new tables. [`Lazy::walked`] makes it the kernel's.

mod changes;
mod cursor;
mod entry;
mod table;

use core::marker::PhantomData;
use core::ops::Deref;

use lazy_mmu_core::{Mode, Unwalked};
use page_table_multiarch::{PageTable64, PagingResult};

use crate::{Arm64Backend, Arm64Mode, Regime, before_root_is_loaded, tlb};
use changes::Changes;
use table::{Inner, InnerCursor};

pub use cursor::LazyCursor;
pub use table::Table;

/// The lazy form of a page table type of the crate.
///
/// Its mode `M` is the kernel's platform, [`Global`](lazy_mmu_core::Global),
/// [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), or [`Unwalked`] for a table that is not loaded yet.
///
/// `R` is the regime of the table, which names its invalidations. A platform knows it. For the
/// other modes it is [`El1`](crate::El1), unless you name another, as in
/// `Lazy<A64PageTable<Frames>, NoLazyMmu, El2>`.
///
/// Calls that only read a table are the crate's: [`PageTable64::query`], `walk`, `root_paddr`.
///
/// When it drops, it invalidates everything on every CPU before it gives its frames back.
pub struct Lazy<T: Table, M: Arm64Mode, R: Regime = RegimeOf<M>> {
    /// Before the table: fields are dropped in this order.
    _invalidated: InvalidatedWhenDropped<M, R>,
    table: Inner<T>,
    changes: Changes,
}

type RegimeOf<M> = <<M as Mode>::Backend as Arm64Backend>::Regime;

impl<T: Table, M: Arm64Mode, R: Regime> Lazy<T, M, R> {
    /// Makes an empty table, which may be loaded as a root.
    ///
    /// Every walker sees it empty when this returns (`dsb ishst`; on [`Unwalked`] that comes
    /// later).
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

    /// Returns a cursor that changes the table, and flushes when it drops.
    pub fn cursor(&mut self) -> LazyCursor<'_, T, M, R> {
        LazyCursor::new(self)
    }

    /// Calls `f` with a cursor of the crate's own, and invalidates everything when `f` ends.
    ///
    /// It is for calls that a [`LazyCursor`] has no method for, such as `copy_from`. It invalidates
    /// after a panic, too.
    ///
    /// If `f` unmaps a page and maps it anew, the page isn't broken before it is made. If `f` needs
    /// a flush before it returns, the cursor's `flush` is the crate's own, by the metadata of the
    /// table. That doesn't repeat for the errata of [`tlb`], so free no frame in `f`.
    pub fn eagerly<A>(&mut self, f: impl FnOnce(&mut InnerCursor<'_, T>) -> A) -> A {
        if self.changes.any_live() {
            self.changes.settle::<M, R>(); // break before `f` makes anew
        }
        self.changes.all_live();
        f(&mut self.cursor().inner())
    }
}

impl<T: Table, R: Regime> Lazy<T, Unwalked, R> {
    /// Makes the table the kernel's, which may be loaded as a root.
    ///
    /// It orders all stores to the table, once (`dsb ishst`). [`before_root_is_loaded`] lists the
    /// other steps of loading a root.
    ///
    /// ```
    /// use lazy_mmu_arm64::page_table_multiarch::{Lazy, Table};
    /// use lazy_mmu_arm64::{Arm64Mode, El1};
    /// use lazy_mmu_core::Unwalked;
    ///
    /// fn hand_over<T: Table, M: Arm64Mode>(boot: Lazy<T, Unwalked, El1>) -> Lazy<T, M, El1> {
    ///     boot.walked()
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

/// Invalidates everything when it drops, before the crate gives the frames of the tables back.
struct InvalidatedWhenDropped<M: Arm64Mode, R: Regime>(PhantomData<fn() -> (M, R)>);

impl<M: Arm64Mode, R: Regime> Drop for InvalidatedWhenDropped<M, R> {
    fn drop(&mut self) {
        if M::Backend::WALKED {
            tlb::invalidate_all::<R>();
        }
    }
}
