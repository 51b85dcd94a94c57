//! A type runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
pub struct Table;

fn main() {}
