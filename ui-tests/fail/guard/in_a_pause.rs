//! `guard` names the guard of a section.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = mmu, pause)]
fn map() {}

fn main() {}
