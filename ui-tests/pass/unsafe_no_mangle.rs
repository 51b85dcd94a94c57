//! `#[unsafe(no_mangle)]` and `#[unsafe(export_name = "…")]`, on either side: found by their symbols.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
#[unsafe(no_mangle)]
pub extern "C" fn lazy_mmu_ui_tests_map(page: u8) -> u8 {
    page * sections()
}

#[unsafe(export_name = "lazy_mmu_ui_tests_unmap")]
#[lazy_mmu]
pub extern "C" fn unmap(page: u8) -> u8 {
    page * sections()
}

mod by_symbol {
    unsafe extern "C" {
        pub(crate) safe fn lazy_mmu_ui_tests_map(page: u8) -> u8;
        pub(crate) safe fn lazy_mmu_ui_tests_unmap(page: u8) -> u8;
    }
}

fn main() {
    assert_eq!(by_symbol::lazy_mmu_ui_tests_map(3), 3);
    assert_eq!(by_symbol::lazy_mmu_ui_tests_unmap(4), 4);
    assert_eq!(sections(), 0);
}
