//! There are no page tables at compile time.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
const fn map() {}

fn main() {}
