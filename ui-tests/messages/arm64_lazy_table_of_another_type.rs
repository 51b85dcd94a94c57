//! A lazy page table of what is no page table of the crate.
//~ error[E0277]: `[u64; 512]` is not a page table that can be made lazy
//~ not a `PageTable64` of `page_table_multiarch` with `VirtAddr` for its addresses
//~ name the crate's table, as in `Lazy<A64PageTable<Frames>, MyKernel>`

use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::Platform;

pub fn clear<K: Platform<Arch = Arm64>>(table: Lazy<[u64; 512], K>) {
    drop(table);
}

fn main() {}
