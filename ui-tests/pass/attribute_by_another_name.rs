//! The attribute may be imported under another name, or named by its path.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu as map;
use ui_tests::kernel::sections;

#[map]
fn renamed() -> u8 {
    sections()
}

#[::lazy_mmu_core::lazy_mmu]
fn by_path() -> u8 {
    sections()
}

fn main() {
    assert_eq!([renamed(), by_path()], [1, 1]);
    assert_eq!(sections(), 0);
}
