//! The next argument is not its value.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(crate = , pause)]
fn map() {}

fn main() {}
