//! Functions for other languages, and those that are not safe.
#![allow(unsafe_code, reason = "that is the shape")]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// By the rules of C.
#[lazy_mmu]
#[must_use]
pub extern "C" fn by_the_rules_of_c(page: u8) -> u8 {
    page + sections()
}

/// By name.
#[lazy_mmu]
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn lazy_mmu_lints_by_name(page: u8) -> u8 {
    page + sections()
}

/// Not safe.
///
/// # Safety
///
/// `page` may be read.
#[lazy_mmu]
#[must_use]
pub unsafe fn not_safe(page: *const u8) -> u8 {
    // SAFETY: the caller says so.
    unsafe { *page }
}
