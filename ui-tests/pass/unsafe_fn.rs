//! What it asks of its caller it still asks, and its body is still no `unsafe` block.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// # Safety
///
/// `entry` may be read.
#[lazy_mmu]
unsafe fn read(entry: *const u8) -> u8 {
    assert_eq!(sections(), 1);
    // SAFETY: the caller says so.
    unsafe { *entry }
}

fn main() {
    let read: unsafe fn(*const u8) -> u8 = read;
    // SAFETY: it is a reference.
    assert_eq!(unsafe { read(&3) }, 3);
    assert_eq!(sections(), 0);
}
