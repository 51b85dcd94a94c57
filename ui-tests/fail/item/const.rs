//! `const` begins a constant as well as a function.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
const PAGES: usize = 512;

fn main() {}
