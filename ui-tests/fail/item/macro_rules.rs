//! A macro's definition runs nothing.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
macro_rules! map {
    () => {};
}

fn main() {
    map!();
}
