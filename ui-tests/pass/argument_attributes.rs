//! Attributes on arguments stay there.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map(#[cfg(any())] missing: Missing, #[expect(unused_variables)] level: u8, #[allow(unused_mut)] mut page: u8) -> u8 {
    page * sections()
}

fn main() {
    assert_eq!(map(1, 3), 3);
    assert_eq!(sections(), 0);
}
