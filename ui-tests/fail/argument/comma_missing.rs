//! Two arguments in a row.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause platform = Kernel)]
fn map() {}

fn main() {}
