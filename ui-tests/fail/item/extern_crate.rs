//! `extern` begins this as well.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
extern crate std as library;

fn main() {}
