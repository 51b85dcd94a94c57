//! Not every method needs a section, so it is said for each.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
pub unsafe trait Table {
    fn map(&mut self) {}
}

fn main() {}
