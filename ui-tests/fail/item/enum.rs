//! A type runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
enum Entry {
    Empty,
}

fn main() {}
