//! Nothing after the `=`.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard =)]
fn map() {}

fn main() {}
