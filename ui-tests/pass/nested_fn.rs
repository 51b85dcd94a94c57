//! A function in a function: each has its own section, or none.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn outer() -> [u8; 3] {
    #[lazy_mmu]
    fn inner() -> u8 {
        sections()
    }
    fn plain() -> u8 {
        sections()
    }
    [inner(), plain(), sections()]
}

fn in_a_plain_one() -> u8 {
    #[lazy_mmu]
    fn inner() -> u8 {
        sections()
    }
    inner() + sections()
}

fn main() {
    assert_eq!(outer(), [2, 1, 1]);
    assert_eq!(in_a_plain_one(), 1);
    assert_eq!(sections(), 0);
}
