//! A macro writes the body from an item, a statement and an expression.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

macro_rules! mapping {
    ($name:ident: $item:item $statement:stmt; $last:expr) => {
        #[lazy_mmu]
        fn $name() -> u8 {
            $item
            $statement;
            $last
        }
    };
}

mapping!(map: use ui_tests::kernel::sections as now; let pages = 3; pages * now());

fn main() {
    assert_eq!(map(), 3);
    assert_eq!(sections(), 0);
}
