//! The condition is decided first.

use lazy_mmu_core::lazy_mmu;

#[cfg_attr(all(), lazy_mmu)]
async fn map() {}

fn main() {}
