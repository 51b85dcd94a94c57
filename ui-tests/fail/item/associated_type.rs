//! A name runs nothing.

use lazy_mmu_core::lazy_mmu;

trait Table {
    #[lazy_mmu]
    type Entry;
}

fn main() {}
