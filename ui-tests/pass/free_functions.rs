//! With arguments of every kind, with attributes, with a result and without.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn nothing() {}

#[lazy_mmu]
#[inline(never)]
#[must_use]
pub fn one((page, size): (usize, usize), #[allow(unused)] unused: u8, mut more: Vec<u8>) -> usize {
    more.push(sections());
    page * size + usize::from(more[0])
}

/// A comment before the attribute.
#[lazy_mmu]
/// A comment after it.
pub(crate) fn nested() -> u8 {
    #[lazy_mmu]
    fn inner() -> u8 {
        sections()
    }
    assert_eq!(inner(), 2);
    sections()
}

#[lazy_mmu()]
unsafe fn unsafe_fn() -> u8 {
    sections()
}

fn main() {
    nothing();
    assert_eq!(one((3, 4), 0, Vec::new()), 13);
    assert_eq!(nested(), 1);
    // SAFETY: it asks for nothing.
    assert_eq!(unsafe { unsafe_fn() }, 1);
    assert_eq!(sections(), 0);
}
