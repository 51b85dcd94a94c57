//! The same, under another path.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
#[lazy_mmu_core::lazy_mmu]
fn map() {}

fn main() {}
