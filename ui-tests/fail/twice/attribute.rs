//! One of the two is not meant.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
#[inline]
#[lazy_mmu(pause)]
fn map() {}

fn main() {}
