//! An import runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
pub use std::vec;

fn main() {}
