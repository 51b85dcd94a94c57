//! Here too it is said for each method.

use lazy_mmu_core::lazy_mmu;

struct Table;

unsafe trait Walk {
    fn walk(&self) {}
}

#[lazy_mmu]
unsafe impl Walk for Table {}

fn main() {}
