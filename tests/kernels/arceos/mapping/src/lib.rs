//! Mapping functions of a library, for any page table of `page_table_multiarch`, made lazy or not.
//! They carry `#[lazy_mmu]`; what that means is for the kernel to say.
//!
//! With a cursor for each page, as ArceOS maps what it allocates, and with one for all, as it maps
//! what is contiguous.
#![no_std]

use lazy_mmu_arm64::Arm64Backend;
use lazy_mmu_arm64::page_table_multiarch::{Lazy, Table};
use lazy_mmu_core::{Platform, lazy_mmu};
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::{
    GenericPTE, MappingFlags, PageSize, PageTable64, PagingHandler, PagingMetaData, PagingResult,
};

/// The size of a page.
pub const PAGE: usize = 4096;

/// The operations of this library on a page table. Each fails as a cursor does, at the first page
/// that is mapped or not mapped against expectation.
pub trait Mapping {
    /// Maps page after page from `start` on to `frames`.
    fn map_pages(
        &mut self,
        start: VirtAddr,
        frames: &[PhysAddr],
        flags: MappingFlags,
    ) -> PagingResult;
    /// Changes the flags of page after page.
    fn protect_pages(&mut self, start: VirtAddr, count: usize, flags: MappingFlags)
    -> PagingResult;
    /// Unmaps page after page.
    fn unmap_pages(&mut self, start: VirtAddr, count: usize) -> PagingResult;
    /// Maps the pages from `start` on to `frames`, by one cursor.
    fn map_region(
        &mut self,
        start: VirtAddr,
        frames: &[PhysAddr],
        flags: MappingFlags,
    ) -> PagingResult;
    /// Changes the flags of pages, by one cursor.
    fn protect_region(
        &mut self,
        start: VirtAddr,
        count: usize,
        flags: MappingFlags,
    ) -> PagingResult;
    /// Unmaps pages, by one cursor.
    fn unmap_region(&mut self, start: VirtAddr, count: usize) -> PagingResult;
}

/// For tables whose cursors have the same methods.
macro_rules! mapping {
    ($(for $table:ty, [$($parameters:tt)*];)*) => {$(
        impl<$($parameters)*> Mapping for $table {
            #[lazy_mmu]
            fn map_pages(
                &mut self,
                start: VirtAddr,
                frames: &[PhysAddr],
                flags: MappingFlags,
            ) -> PagingResult {
                frames.iter().enumerate().try_for_each(|(page, &frame)| {
                    self.cursor().map(start + page * PAGE, frame, PageSize::Size4K, flags)
                })
            }

            #[lazy_mmu]
            fn protect_pages(
                &mut self,
                start: VirtAddr,
                count: usize,
                flags: MappingFlags,
            ) -> PagingResult {
                (0..count).try_for_each(|page| {
                    self.cursor().protect(start + page * PAGE, flags).map(drop)
                })
            }

            #[lazy_mmu]
            fn unmap_pages(&mut self, start: VirtAddr, count: usize) -> PagingResult {
                (0..count).try_for_each(|page| self.cursor().unmap(start + page * PAGE).map(drop))
            }

            #[lazy_mmu]
            fn map_region(
                &mut self,
                start: VirtAddr,
                frames: &[PhysAddr],
                flags: MappingFlags,
            ) -> PagingResult {
                let frame_of = |address: VirtAddr| frames[(address - start) / PAGE];
                self.cursor().map_region(start, frame_of, frames.len() * PAGE, flags, false)
            }

            #[lazy_mmu]
            fn protect_region(
                &mut self,
                start: VirtAddr,
                count: usize,
                flags: MappingFlags,
            ) -> PagingResult {
                self.cursor().protect_region(start, count * PAGE, flags)
            }

            #[lazy_mmu]
            fn unmap_region(&mut self, start: VirtAddr, count: usize) -> PagingResult {
                self.cursor().unmap_region(start, count * PAGE)
            }
        }
    )*};
}

mapping! {
    for PageTable64<D, E, H>, [D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler];
    for Lazy<T, C>, [T: Table, C: Platform<Arch: Arm64Backend>];
}
