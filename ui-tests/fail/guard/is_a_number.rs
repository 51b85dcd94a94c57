//! A number is no name.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = 1)]
fn map() {}

fn main() {}
