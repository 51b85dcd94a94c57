//! Two pauses are a mistake for something else.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause, pause)]
fn map() {}

fn main() {}
