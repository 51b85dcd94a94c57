//! Nothing in the body says which one.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform = _)]
fn map() {}

fn main() {}
