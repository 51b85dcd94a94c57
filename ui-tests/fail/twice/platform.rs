//! Of two platforms neither is meant more.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform = A, platform = B)]
fn map() {}

fn main() {}
