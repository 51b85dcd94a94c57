//! The body that a trait gives, also through a trait object, and with a bound on `Self`.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

trait Map {
    fn map(&self) -> u8;

    #[lazy_mmu]
    fn map_two(&self) -> u8 {
        self.map() + self.map()
    }

    #[lazy_mmu]
    fn map_boxed(self: Box<Self>) -> u8
    where
        Self: Sized,
    {
        self.map()
    }
}

struct Table;

impl Map for Table {
    fn map(&self) -> u8 {
        sections()
    }
}

fn main() {
    assert_eq!(Table.map_two(), 2);
    assert_eq!((&Table as &dyn Map).map_two(), 2);
    assert_eq!(Box::new(Table).map_boxed(), 1);
    assert_eq!(sections(), 0);
}
