//! A type alone is not enough: what it is for is said.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(Kernel)]
fn map() {}

fn main() {}
