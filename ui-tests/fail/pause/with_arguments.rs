//! It takes none.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause(now))]
fn map() {}

fn main() {}
