//! The guard is a reference that nothing may change.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = mut mmu)]
fn map() {}

fn main() {}
