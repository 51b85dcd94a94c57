//! Both are there once the condition holds.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
#[cfg_attr(all(), lazy_mmu)]
fn map() {}

fn main() {}
