//! Not every function needs a section, so it is said for each.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
mod tables {
    pub fn map() {}
}

fn main() {}
