//! The page tables of `page_table_multiarch` 0.6 made lazy, as they come from crates.io. Feature `page-table-multiarch`.
//!
//! That crate invalidates the TLB for whatever its cursors have done, a fresh mapping included. A [`Lazy`] table tells the two apart: a
//! mapping where there was none owes a barrier pair, which a section defers; a change of a present entry gets its invalidation at once,
//! as `dsb ishst`, an inner-shareable `tlbi` with a masked operand, `dsb ish; isb`. The types of the page table are all that a kernel
//! changes:
//!
//! ```
//! # use lazy_mmu_arm64::Arm64;
//! # use lazy_mmu_core::{Platform, Slot};
//! # use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};
//! use lazy_mmu_arm64::page_table_multiarch::{Context, Lazy, Notes};
//!
//! struct Task {
//!     lazy_mmu: Slot<Arm64>,
//!     notes: Notes,
//! }
//! # static INIT: Task = Task { lazy_mmu: Slot::new(()), notes: Notes::new() };
//! # fn current() -> &'static Task { &INIT }
//! # struct MyKernel;
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { false }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&current().lazy_mmu) }
//! # }
//!
//! impl Context for MyKernel {
//!     fn with_notes<R>(f: impl FnOnce(&Notes) -> R) -> R {
//!         f(&current().notes)
//!     }
//! }
//!
//! # type A64PageTable<H> = PageTable64<A64, A64PTE, H>;
//! type PageTable<H> = Lazy<A64PageTable<H>, MyKernel>;
//! # struct A64;
//! # impl PagingMetaData for A64 {
//! #     const LEVELS: usize = 4;
//! #     const PA_MAX_BITS: usize = 48;
//! #     const VA_MAX_BITS: usize = 48;
//! #     type VirtAddr = memory_addr::VirtAddr;
//! #     fn flush_tlb(_: Option<Self::VirtAddr>) {}
//! # }
//! # use memory_addr::PhysAddr;
//! # use page_table_multiarch::MappingFlags;
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
//! # fn lazy<H: PagingHandler>(table: PageTable<H>) { drop(table) }
//! ```
//!
//! # What is classified, and how
//!
//! The crate says what it does in two steps: a cursor calls the entry, and later, when it drops, the flush, which knows an address or
//! nothing. What the entry was asked is noted in the current context ([`Notes`]) until the flush.
//!
//! | the crate | the entry is asked | noted | the flush |
//! | --- | --- | --- | --- |
//! | `map`, `map_region` | `new_page` | fresh | pair, owed or now |
//! | the same, where a table was missing | `new_table`, before it is linked | –; `dmb ishst`, at once | – |
//! | `unmap`, `unmap_region` | `clear` of a present entry | live | invalidation, now |
//! | `unmap` of what is not present | `clear` | – | – |
//! | `protect`, `protect_region` | `set_flags` of a present entry | live | invalidation, now |
//! | `remap` of a present entry | `set_paddr`, `set_flags` | live | invalidation, now |
//! | `remap` of one that is not present (`map` with empty flags) | the same | fresh | pair, owed or now |
//! | a cursor with more than 32 changes | any | any | pair if all were fresh, else everything is invalidated, now |
//! | `copy_from` (the crate's feature `copy-from`) | nothing | – | everything is invalidated, now |
//! | a table dropped, or replaced by `copy_from` | nothing: the frame is freed | freed | everything is invalidated, at the next flush |
//! | any of these in interrupt context | any | – | invalidation, now |
//!
//! A flush is deferred only if something fresh was noted for it and nothing live or freed is outstanding. In every other case it
//! invalidates. So does one with nothing noted, as of a cursor that another task has used; and after a cursor was forgotten and something
//! live has changed, each does until one of everything comes. With `copy-from`, a flush of everything cannot be told from that of a copy:
//! there it always invalidates, and mapping more than 32 pages by one cursor is as eager as without this.
//!
//! # Limits
//!
//! * A cursor is used and dropped by one task, or by one handler. A change counts as stored when its cursor flushes: drop the cursor, or
//!   call its `flush`, before the section ends, before a pause, and before an `Unsettled` is opened.
//! * A task that has had a flush of everything (a cursor with more than 32 changes) may have other cursors whose changes that did not
//!   include. From then on the flush of its last outstanding live change is one of everything too.
//! * Only cursors ask for flushes. Code that is generic over tables and calls `PagingMetaData::flush_tlb` itself takes the place of one.
//! * Stage 1 only, in the regime of the platform's [`Arm64`](crate::Arm64). The `flush_tlb` of the table's own metadata is not called.
//! * `remap` of a present entry stores the new address over the old one, as the crate does. Where that takes break-before-make
//!   ([`tlb`]), unmap it, drop the cursor or call its `flush`, and map anew.
//! * Dropping a table frees its frames without a flush. The kernel invalidates before that, when the last CPU stops using it as root.
//! * A handler of page faults that maps what a task in a section asked for flushes before it returns, or has a section of its own.
//! * The stores are the crate's. It needs Rust 1.88, whatever its manifest says.
//! * A kernel that is built without the mode uses the crate's own types.

mod notes;
mod parts;

use lazy_mmu_core::Platform;
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::{GenericPTE, PageTable64, PageTable64Cursor, PagingHandler, PagingMetaData};

use crate::Arm64Backend;

pub use notes::Notes;

#[cfg(doc)]
use crate::tlb;

/// The lazy form of a page table type of the crate, in the kernel `C`.
///
/// All three of its parameters are exchanged, and only together: so the flush knows what the entries were asked.
pub type Lazy<T, C> = <T as Table>::Lazy<C>;

/// The cursor of a [`Lazy`] table.
pub type LazyCursor<'a, T, C> = <T as Table>::LazyCursor<'a, C>;

/// A kernel whose tasks have [`Notes`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no notes of what its tasks change in page tables",
    label = "does not implement `lazy_mmu_arm64::page_table_multiarch::Context`",
    note = "name the kernel's own type: keep `Notes` in each task, beside its `Slot`, and implement `Context`, whose `with_notes` finds those of the current task",
    note = "`Global` and `NoLazyMmu` have no tasks: a library is generic over the page table, and a kernel without the mode names the crate's own"
)]
pub trait Context: Platform<Arch: Arm64Backend> {
    /// Calls `f` with the notes of the current task. Asked as [`Platform::with_slot`] is, and never in a handler.
    ///
    /// Notes belong to the task even where the slot belongs to the CPU, unless preemption is off while a cursor lives.
    fn with_notes<R>(f: impl FnOnce(&Notes) -> R) -> R;
}

/// A page table of the crate: every [`PageTable64`] that translates virtual addresses. Sealed.
pub trait Table: sealed::Table {
    /// See [`Lazy`].
    type Lazy<C: Context>;
    /// See [`LazyCursor`].
    type LazyCursor<'a, C: Context>
    where
        Self: 'a;
}

impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table for PageTable64<D, E, H> {
    type Lazy<C: Context> = PageTable64<parts::MetaData<Self, C>, parts::Entry<E, C>, parts::Frames<H, C>>;
    type LazyCursor<'a, C: Context>
        = PageTable64Cursor<'a, parts::MetaData<Self, C>, parts::Entry<E, C>, parts::Frames<H, C>>
    where
        Self: 'a;
}

mod sealed {
    use super::*;

    pub trait Table {
        type MetaData: PagingMetaData<VirtAddr = VirtAddr>;
        /// Whether root entries may be replaced without a word to the entry: a table is then more than the address of its root, as it
        /// knows which entries it has copied. Nothing else tells a crate whether somebody in the build asked for `copy-from`.
        const COPIES: bool;
    }

    impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table for PageTable64<D, E, H> {
        type MetaData = D;
        const COPIES: bool = size_of::<Self>() > size_of::<PhysAddr>();
    }
}
