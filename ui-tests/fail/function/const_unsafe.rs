//! Each of its words is looked at.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
pub const unsafe extern "C" fn map() {}

fn main() {}
