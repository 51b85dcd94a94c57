//! A function for C keeps its ABI.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
extern "C" fn map(page: u8) -> u8 {
    page * sections()
}

/// # Safety
///
/// `page` may be read.
#[lazy_mmu]
unsafe extern "C" fn unmap(page: *const u8) -> u8 {
    // SAFETY: the caller says so.
    let page = unsafe { *page };
    page * sections()
}

fn main() {
    let map: extern "C" fn(u8) -> u8 = map;
    assert_eq!(map(3), 3);
    let unmap: unsafe extern "C" fn(*const u8) -> u8 = unmap;
    // SAFETY: it is a reference.
    assert_eq!(unsafe { unmap(&4) }, 4);
    assert_eq!(sections(), 0);
}
