//! The crate is in one place, and said to be there once, even if it is the same.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(crate = mmu, crate = mmu)]
fn map() {}

fn main() {}
