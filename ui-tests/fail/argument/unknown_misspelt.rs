//! The known ones are listed.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(paused)]
fn map() {}

fn main() {}
