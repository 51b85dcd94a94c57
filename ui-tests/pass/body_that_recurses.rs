//! Each level of a recursion is a level of the mode.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map(depth: u8) -> u8 {
    if depth == 0 { sections() } else { map(depth - 1) }
}

fn main() {
    assert_eq!(map(9), 10);
    assert_eq!(sections(), 0);
}
