//! The calls of a cursor of a lazy table of `page_table_multiarch`, for tables at an unknown
//! address.

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use lazy_mmu_arm64::Arm64;
use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::{Platform, Slot};
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::aarch64::A64PageTable;
use page_table_multiarch::{MappingFlags, PageSize, PagingHandler, PagingResult};

static SLOT: Slot<Arm64> = Slot::new(());
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A kernel with one task.
#[derive(Debug)]
pub struct Kernel;

impl Platform for Kernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&SLOT)
    }
}

/// An allocator that has one frame, the next one.
#[derive(Debug)]
pub struct Next;

impl PagingHandler for Next {
    fn alloc_frames(_: usize, _: usize) -> Option<PhysAddr> {
        Some(NEXT.load(Relaxed).into())
    }

    fn dealloc_frames(address: PhysAddr, _: usize) {
        NEXT.store(address.as_usize(), Relaxed);
    }

    fn phys_to_virt(address: PhysAddr) -> VirtAddr {
        address.as_usize().into()
    }
}

/// The lazy table.
pub type Table = Lazy<A64PageTable<Next>, Kernel>;

/// Maps a page, in a table that may be missing.
///
/// # Errors
///
/// Fails as the crate does.
#[inline(never)]
pub fn map(
    table: &mut Table,
    address: VirtAddr,
    frame: PhysAddr,
    flags: MappingFlags,
) -> PagingResult {
    table.cursor().map(address, frame, PageSize::Size4K, flags)
}

/// Unmaps a page or block.
///
/// # Errors
///
/// Fails as the crate does.
#[inline(never)]
pub fn unmap(table: &mut Table, address: VirtAddr) -> PagingResult {
    table.cursor().unmap(address).map(drop)
}

/// Changes the flags of a page or block.
///
/// # Errors
///
/// Fails as the crate does.
#[inline(never)]
pub fn protect(table: &mut Table, address: VirtAddr, flags: MappingFlags) -> PagingResult {
    table.cursor().protect(address, flags).map(drop)
}

/// Stores over the entry of a page or block.
///
/// # Errors
///
/// Fails as the crate does.
#[inline(never)]
pub fn remap(
    table: &mut Table,
    address: VirtAddr,
    frame: PhysAddr,
    flags: MappingFlags,
) -> PagingResult {
    table.cursor().remap(address, frame, flags).map(drop)
}
