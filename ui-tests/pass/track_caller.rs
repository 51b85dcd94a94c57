//! `#[track_caller]` on either side of the attribute.
#![deny(warnings)]

use std::panic::Location;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[track_caller]
#[lazy_mmu]
fn before() -> u32 {
    assert_eq!(sections(), 1);
    Location::caller().line()
}

#[lazy_mmu]
#[track_caller]
fn after() -> u32 {
    assert_eq!(sections(), 1);
    Location::caller().line()
}

fn main() {
    assert_eq!(before(), line!());
    assert_eq!(after(), line!());
}
