//! Attributes at the start of a body stay first in it, and a comment is one.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{sections, trace};

#[lazy_mmu]
fn map(pages: u8) -> u8 {
    #![expect(unused_variables)]
    let unused = 1;
    pages * sections()
}

#[lazy_mmu]
fn only() {
    //! A comment.
    #![allow(unused)]
}

fn main() {
    only();
    assert_eq!(trace(), ["enable", "disable"]);
    assert_eq!(map(3), 3);
    assert_eq!(sections(), 0);
}
