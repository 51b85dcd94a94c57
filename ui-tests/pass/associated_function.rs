//! A function of a type without a receiver, which is public and returns `Self`.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

pub struct Table {
    entries: u8,
}

impl Table {
    #[lazy_mmu]
    pub fn new() -> Self {
        Self { entries: sections() }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

fn main() {
    assert_eq!(Table::default().entries, 1);
    assert_eq!(sections(), 0);
}
