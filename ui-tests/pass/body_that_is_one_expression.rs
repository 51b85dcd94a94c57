//! A loop, a match, a labelled block, a `const` or `unsafe` block: what the body evaluates to is what it did.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn a_match(page: Option<u8>) -> u8 {
    match page {
        Some(page) if page > 3 => page,
        Some(_) | None => sections(),
    }
}

#[lazy_mmu]
fn a_labelled_block() -> u8 {
    'found: {
        if sections() > 0 {
            break 'found sections();
        }
        9
    }
}

#[lazy_mmu]
fn a_loop() -> u8 {
    let mut pages = 0..3;
    loop {
        if pages.next().is_none() {
            break sections();
        }
    }
}

#[lazy_mmu]
fn a_const_block() -> u8 {
    const { 1 }
}

#[lazy_mmu]
fn an_unsafe_block() -> u8 {
    // SAFETY: it asks for nothing.
    unsafe { asks_for_nothing() }
}

unsafe fn asks_for_nothing() -> u8 {
    sections()
}

fn main() {
    assert_eq!([a_match(None), a_labelled_block(), a_loop(), a_const_block(), an_unsafe_block()], [1; 5]);
    assert_eq!(sections(), 0);
}
