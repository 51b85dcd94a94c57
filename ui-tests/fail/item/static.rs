//! A static runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
static PAGES: usize = 512;

fn main() {}
