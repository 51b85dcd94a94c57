//! A platform is known when it is compiled.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform = dyn Kernel)]
fn map() {}

fn main() {}
