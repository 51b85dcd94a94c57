//! A constant runs nothing at run time.

use lazy_mmu_core::lazy_mmu;

trait Table {
    #[lazy_mmu]
    const LEVELS: usize;
}

fn main() {}
