//! What is returned borrows from an argument: by elision, by name, or conditionally.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::{sections, trace};

#[lazy_mmu]
fn entry(table: &mut [u8], index: usize) -> &mut u8 {
    table[index] += sections();
    &mut table[index]
}

#[lazy_mmu]
fn longer<'a>(a: &'a [u8], b: &'a [u8]) -> &'a [u8] {
    if a.len() > b.len() { a } else { b }
}

#[lazy_mmu]
fn last(table: &mut [u8]) -> Option<&mut u8> {
    let last = table.iter_mut().last()?;
    *last += sections();
    Some(last)
}

fn main() {
    let mut table = [1, 2, 3];
    *entry(&mut table, 1) += 5;
    assert_eq!(longer(&table, &[]), [1, 8, 3]);
    assert_eq!(last(&mut table), Some(&mut 4));
    assert_eq!(trace(), ["enable", "disable"].repeat(3));
}
