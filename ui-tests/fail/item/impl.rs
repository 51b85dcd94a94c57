//! Not every method needs a section, so it is said for each.

use lazy_mmu_core::lazy_mmu;

struct Table;

#[lazy_mmu]
impl Table {
    fn map(&mut self) {}
}

fn main() {}
