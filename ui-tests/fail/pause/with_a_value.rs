//! A pause is a pause.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause = true)]
fn map() {}

fn main() {}
