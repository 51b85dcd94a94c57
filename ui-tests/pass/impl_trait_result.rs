//! `impl Trait` as the result: it is made in the section, and runs outside.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn pages(table: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let made = sections();
    table.iter().map(move |page| (page + made, sections()))
}

#[lazy_mmu]
fn callback() -> impl Fn() -> (u8, u8) {
    let made = sections();
    move || (made, sections())
}

fn main() {
    assert!(pages(&[1, 2]).eq([(2, 0), (3, 0)]));
    assert_eq!(callback()(), (1, 0));
}
