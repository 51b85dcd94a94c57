//! A condition decides whether the attribute is there; another removes the function before it is looked at.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{pauses, sections};

#[cfg(any())]
#[lazy_mmu]
async fn never_compiled() {}

#[cfg_attr(all(), lazy_mmu)]
fn conditionally() -> u8 {
    sections()
}

#[cfg_attr(any(), lazy_mmu)]
fn conditionally_not() -> u8 {
    sections()
}

#[cfg_attr(all(), lazy_mmu(pause), inline)]
fn conditionally_paused() -> u8 {
    pauses()
}

fn main() {
    assert_eq!(conditionally(), 1);
    assert_eq!(conditionally_not(), 0);
    assert_eq!(conditionally_paused(), 1);
    assert_eq!((sections(), pauses()), (0, 0));
}
