//! Functions for other languages, called by their symbol.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
#[unsafe(no_mangle)]
pub extern "C" fn lazy_mmu_ui_tests_map(page: u8) -> u8 {
    page * sections()
}

/// # Safety
///
/// `page` may be read.
#[unsafe(export_name = "lazy_mmu_ui_tests_unmap")]
#[lazy_mmu]
pub unsafe extern "C" fn unmap(page: *const u8) -> u8 {
    // SAFETY: the caller says so.
    let page = unsafe { *page };
    page * sections()
}

mod by_symbol {
    unsafe extern "C" {
        pub(crate) safe fn lazy_mmu_ui_tests_map(page: u8) -> u8;
        pub(crate) fn lazy_mmu_ui_tests_unmap(page: *const u8) -> u8;
    }
}

fn main() {
    assert_eq!(by_symbol::lazy_mmu_ui_tests_map(3), 3);
    // SAFETY: it is a reference.
    assert_eq!(unsafe { by_symbol::lazy_mmu_ui_tests_unmap(&3) }, 3);
    assert_eq!(sections(), 0);
}
