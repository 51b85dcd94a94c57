//! Parentheses with nothing in them, and a comma after the last argument.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{pauses, sections};

#[lazy_mmu()]
fn nothing() -> u8 {
    sections()
}

#[lazy_mmu(
    platform = ui_tests::kernel::K,
    guard = mmu,
)]
fn comma() -> u8 {
    mmu.flush();
    sections()
}

#[lazy_mmu[pause,]]
fn brackets() -> u8 {
    pauses()
}

fn main() {
    assert_eq!([nothing(), comma(), brackets()], [1, 1, 1]);
    assert_eq!((sections(), pauses()), (0, 0));
}
