//! Without a key it means nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu("pause")]
fn map() {}

fn main() {}
