//! A macro hands on `self`, whose name is the one who wrote it.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Table(u8);

macro_rules! method {
    ($name:ident($($receiver:tt)*) $body:expr) => {
        impl Table {
            #[lazy_mmu]
            fn $name($($receiver)*) -> u8 {
                $body
            }
        }
    };
}

method!(by_ref(&self) self.0 * sections());
method!(by_value(self: Box<Self>) self.0 * sections());

fn main() {
    assert_eq!(Table(3).by_ref(), 3);
    assert_eq!(Box::new(Table(4)).by_value(), 4);
    assert_eq!(sections(), 0);
}
