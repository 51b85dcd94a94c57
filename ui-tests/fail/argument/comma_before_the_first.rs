//! One may follow the last, as everywhere.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(, pause)]
fn map() {}

fn main() {}
