//! One `=` too many.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform == Kernel)]
fn map() {}

fn main() {}
