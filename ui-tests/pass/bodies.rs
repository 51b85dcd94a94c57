//! Bodies of every kind: empty, an expression, a loop, a closure, `unsafe`, one that never ends but returns.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn a_loop() -> u8 {
    let mut pages = 0;
    for _ in 0..3 {
        pages += sections();
    }
    pages
}

#[lazy_mmu]
fn a_match(page: Option<u8>) -> u8 {
    match page {
        Some(page) if page > 3 => page,
        Some(_) | None => sections(),
    }
}

#[lazy_mmu]
fn a_closure() -> impl Fn() -> u8 {
    sections
}

#[lazy_mmu]
fn a_block() -> u8 {
    'found: {
        if sections() > 0 {
            break 'found sections();
        }
        9
    }
}

#[lazy_mmu]
fn an_unsafe_block() -> u8 {
    let sections = &raw const *Box::leak(Box::new(sections()));
    // SAFETY: what is leaked may be read.
    unsafe { *sections }
}

#[lazy_mmu]
fn a_const_block() -> u8 {
    const { 1 }
}

#[lazy_mmu]
fn a_let_else(page: Option<u8>) -> u8 {
    let Some(page) = page else { return 0 };
    page * sections()
}

#[lazy_mmu]
fn a_recursion(depth: u8) -> u8 {
    if depth == 0 { sections() } else { a_recursion(depth - 1) }
}

#[lazy_mmu]
fn a_diverging_body() -> Result<u8, ()> {
    loop {
        if sections() == 1 {
            return Err(());
        }
    }
}

fn main() {
    assert_eq!(a_loop(), 3);
    assert_eq!(a_match(None), 1);
    assert_eq!(a_closure()(), 0);
    assert_eq!(a_block(), 1);
    assert_eq!(an_unsafe_block(), 1);
    assert_eq!(a_const_block(), 1);
    assert_eq!(a_let_else(Some(3)), 3);
    assert_eq!(a_recursion(9), 10);
    assert_eq!(a_diverging_body(), Err(()));
    assert_eq!(sections(), 0);
}
