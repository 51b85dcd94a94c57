//! `self` and `mut self`, which drop after the section has ended.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{note, sections, trace};

struct Table(u8);

impl Drop for Table {
    fn drop(&mut self) {
        note(format!("drop {} at E={}", self.0, sections()));
    }
}

impl Table {
    #[lazy_mmu]
    fn consume(self) -> u8 {
        self.0 + sections()
    }

    #[lazy_mmu]
    fn consume_changed(mut self) -> u8 {
        self.0 += sections();
        self.0
    }
}

fn main() {
    assert_eq!(Table(2).consume(), 3);
    assert_eq!(trace(), ["enable", "disable", "drop 2 at E=0"]);
    assert_eq!(Table(2).consume_changed(), 3);
    assert_eq!(trace(), ["enable", "disable", "drop 3 at E=0"]);
}
