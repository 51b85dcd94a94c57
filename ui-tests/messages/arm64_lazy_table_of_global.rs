//! A lazy page table whose tasks nobody knows.
//~ error[E0277]: `lazy_mmu_core::Global` has no notes of what its tasks change in page tables
//~ does not implement `lazy_mmu_arm64::page_table_multiarch::Context`
//~ `Global` and `NoLazyMmu` have no tasks: a library is generic over the page table, and a kernel without the mode names the crate's own

use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::Global;
use memory_addr::VirtAddr;
use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};

pub fn clear<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler>(table: Lazy<PageTable64<D, E, H>, Global>) {
    drop(table);
}

fn main() {}
