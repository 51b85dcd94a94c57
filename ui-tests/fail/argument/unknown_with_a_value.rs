//! Its value is skipped.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(mode = Kernel<u8>, pause)]
fn map() {}

fn main() {}
