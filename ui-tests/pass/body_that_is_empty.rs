//! Nothing in it, and still a section.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::trace;

#[lazy_mmu]
fn map() {}

fn main() {
    map();
    assert_eq!(trace(), ["enable", "disable"]);
}
