//! A lazy page table whose kernel nobody knows.
//~ error[E0277]: `lazy_mmu_core::Global` is not a platform of the lazy MMU mode
//~ name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot

use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::Global;
use memory_addr::VirtAddr;
use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};

pub fn clear<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler>(table: Lazy<PageTable64<D, E, H>, Global>) {
    drop(table);
}

fn main() {}
