//! The same, under another path.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
#[lazy_mmu_core::lazy_mmu]
async fn map() {}

fn main() {}
