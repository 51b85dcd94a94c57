//! The newtypes over the parameters of a page table. Nobody else can name them, so that they are only used together.

use core::fmt;
use core::marker::PhantomData;

use lazy_mmu_core::Platform;
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::{GenericPTE, MappingFlags, PagingHandler, PagingMetaData};

use super::notes::{Due, Notes};
use super::{Context, Table};
use crate::{Arm64Backend, cpu, queue_pte_barriers, tlb};

/// An entry that notes what becomes of it.
#[repr(transparent)]
pub struct Entry<E, C>(E, PhantomData<fn() -> C>);

/// Decides about a flush by what was noted.
pub struct MetaData<T, C>(PhantomData<fn() -> (T, C)>);

/// Notes that the frame of a table is freed.
pub struct Frames<H, C>(PhantomData<fn() -> (H, C)>);

/// Calls `f` with the notes of the current task; not in a handler, whose they are not.
fn in_task<C: Context, R>(f: impl FnOnce(&Notes) -> R) -> Option<R> {
    C::pin();
    let in_handler = C::in_interrupt() || C::with_slot(|slot| slot.in_interrupt());
    let answer = if in_handler { None } else { Some(C::with_notes(f)) };
    C::unpin();
    answer
}

/// Notes a change. One that is not noted is invalidated by its flush.
fn note<C: Context>(what: impl FnOnce(&Notes)) {
    let _ = in_task::<C, _>(what);
}

/// Notes that a table is freed. No flush need follow, so one that is not noted is followed by an invalidation here.
fn freed<C: Context>() {
    if in_task::<C, _>(Notes::freed).is_none() {
        tlb::invalidate_all::<RegimeOf<C>>();
    }
}

impl<E: GenericPTE, C: Context> GenericPTE for Entry<E, C> {
    fn new_page(address: PhysAddr, flags: MappingFlags, is_huge: bool) -> Self {
        note::<C>(Notes::fresh);
        Self(E::new_page(address, flags, is_huge), PhantomData)
    }

    /// The crate has zeroed the table, and links it next.
    fn new_table(address: PhysAddr) -> Self {
        cpu::dmb_ishst();
        Self(E::new_table(address), PhantomData)
    }

    /// The crate calls `set_flags` next, and asks for one flush.
    fn set_paddr(&mut self, address: PhysAddr) {
        if self.is_present() {
            note::<C>(Notes::also_live);
        }
        self.0.set_paddr(address);
    }

    fn set_flags(&mut self, flags: MappingFlags, is_huge: bool) {
        note::<C>(if self.is_present() { Notes::live } else { Notes::fresh });
        self.0.set_flags(flags, is_huge);
    }

    fn clear(&mut self) {
        if self.is_present() {
            note::<C>(Notes::live);
        }
        self.0.clear();
    }

    fn paddr(&self) -> PhysAddr {
        self.0.paddr()
    }

    fn flags(&self) -> MappingFlags {
        self.0.flags()
    }

    fn bits(self) -> usize {
        self.0.bits()
    }

    fn is_unused(&self) -> bool {
        self.0.is_unused()
    }

    fn is_present(&self) -> bool {
        self.0.is_present()
    }

    fn is_huge(&self) -> bool {
        self.0.is_huge()
    }
}

impl<E: Copy, C> Clone for Entry<E, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Copy, C> Copy for Entry<E, C> {}

impl<E: fmt::Debug, C> fmt::Debug for Entry<E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Table, C: Context> PagingMetaData for MetaData<T, C> {
    const LEVELS: usize = T::MetaData::LEVELS;
    const PA_MAX_BITS: usize = T::MetaData::PA_MAX_BITS;
    const VA_MAX_BITS: usize = T::MetaData::VA_MAX_BITS;
    const PA_MAX_ADDR: usize = T::MetaData::PA_MAX_ADDR;

    type VirtAddr = VirtAddr;

    fn paddr_is_valid(address: usize) -> bool {
        T::MetaData::paddr_is_valid(address)
    }

    fn vaddr_is_valid(address: usize) -> bool {
        T::MetaData::vaddr_is_valid(address)
    }

    fn flush_tlb(address: Option<VirtAddr>) {
        let due = in_task::<C, _>(|notes| if address.is_some() { notes.flush_one() } else { notes.flush_all(T::COPIES) });
        match (due.unwrap_or(Due::Invalidation), address) {
            (Due::Pair, _) => queue_pte_barriers::<C>(),
            // One address of a leaf stands for all of it, whatever it maps.
            (Due::Invalidation, Some(address)) => tlb::invalidate::<RegimeOf<C>>(address.as_usize() as u64, 1, 4096),
            (Due::Invalidation, None) | (Due::Everything, _) => tlb::invalidate_all::<RegimeOf<C>>(),
        }
    }
}

type RegimeOf<C> = <<C as Platform>::Arch as Arm64Backend>::Regime;

impl<H: PagingHandler, C: Context> PagingHandler for Frames<H, C> {
    fn alloc_frame() -> Option<PhysAddr> {
        H::alloc_frame()
    }

    fn alloc_frames(count: usize, align: usize) -> Option<PhysAddr> {
        H::alloc_frames(count, align)
    }

    fn dealloc_frame(address: PhysAddr) {
        freed::<C>();
        H::dealloc_frame(address);
    }

    fn dealloc_frames(address: PhysAddr, count: usize) {
        freed::<C>();
        H::dealloc_frames(address, count);
    }

    fn phys_to_virt(address: PhysAddr) -> VirtAddr {
        H::phys_to_virt(address)
    }
}
