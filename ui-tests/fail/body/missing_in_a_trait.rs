//! A declaration runs nothing.

use lazy_mmu_core::lazy_mmu;

trait Table {
    #[lazy_mmu]
    fn map(&mut self);
}

fn main() {}
