//! Comments before and after the attribute are attributes too.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// A comment before the attribute.
#[lazy_mmu]
/// A comment after it.
/** And a block. */
pub fn map() -> u8 {
    sections()
}

fn main() {
    assert_eq!(map(), 1);
    assert_eq!(sections(), 0);
}
