//! `extern` begins a block as well as a function.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
unsafe extern "C" {}

fn main() {}
