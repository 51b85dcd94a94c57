//! Between two commas an argument is missing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause, , platform = Kernel)]
fn map() {}

fn main() {}
