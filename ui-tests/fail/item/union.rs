//! A type runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
union Entry {
    raw: u64,
}

fn main() {}
