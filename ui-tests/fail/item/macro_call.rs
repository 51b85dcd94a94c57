//! The macro is expanded after the attribute, which cannot see what it writes.

use lazy_mmu_core::lazy_mmu;

macro_rules! map {
    () => {
        fn map() {}
    };
}

#[lazy_mmu]
map!();

fn main() {}
