//! A body whose type is `!` in a function that returns: the section ends by the `return`.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map() -> Result<u8, ()> {
    loop {
        assert!(sections() > 0, "or this would never end");
        if sections() == 1 {
            return Err(());
        }
    }
}

fn main() {
    assert_eq!(map(), Err(()));
    assert_eq!(sections(), 0);
}
