//! A path is no name of a local.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = table::mmu)]
fn map() {}

fn main() {}
