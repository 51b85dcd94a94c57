//! A name runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
type Entry = u64;

fn main() {}
