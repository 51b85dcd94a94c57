//! What is returned may borrow from the arguments, be a trait object, or an opaque type.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn entry(table: &mut [u8], index: usize) -> &mut u8 {
    &mut table[index]
}

#[lazy_mmu]
fn longer<'a>(a: &'a [u8], b: &'a [u8]) -> &'a [u8] {
    if a.len() > b.len() { a } else { b }
}

#[lazy_mmu]
fn conditional(table: &mut [u8]) -> Option<&mut u8> {
    let last = table.iter_mut().last()?;
    *last += sections();
    Some(last)
}

#[lazy_mmu]
fn boxed(table: &[u8]) -> Box<dyn Iterator<Item = u8> + '_> {
    let now = sections();
    Box::new(table.iter().map(move |entry| entry + now + sections()))
}

/// Made in the section, run outside.
#[lazy_mmu]
fn opaque(table: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let now = sections();
    table.iter().map(move |_| (now, sections()))
}

fn main() {
    let mut table = vec![1, 2, 3];
    *entry(&mut table, 1) = 5;
    assert_eq!(longer(&table, &[]), [1, 5, 3]);
    assert_eq!(conditional(&mut table), Some(&mut 4));
    assert_eq!(boxed(&table).sum::<u8>(), 13);
    assert!(opaque(&table).eq([(1, 0), (1, 0), (1, 0)]));
}
