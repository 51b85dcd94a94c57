//! Whose section it is, the attribute cannot guess.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform)]
fn map() {}

fn main() {}
