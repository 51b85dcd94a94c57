//! Where a trait is implemented, also for a generic type and one of the standard library's traits.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{note, sections, trace};

trait Map {
    fn map(&mut self) -> u8;
}

struct Table<T>(T);

impl<T: Copy + Into<u8>> Map for Table<T> {
    #[lazy_mmu]
    fn map(&mut self) -> u8 {
        self.0.into() * sections()
    }
}

impl<T> Drop for Table<T> {
    #[lazy_mmu]
    fn drop(&mut self) {
        note(sections());
    }
}

fn main() {
    assert_eq!(Table(3).map(), 3);
    assert_eq!(trace(), ["enable", "disable", "enable", "1", "disable"]);
}
