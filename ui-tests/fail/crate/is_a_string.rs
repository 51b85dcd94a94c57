//! As serde has it; here a path is a path.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(crate = "lazy_mmu_core")]
fn map() {}

fn main() {}
