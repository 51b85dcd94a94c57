//! Arguments that are taken apart, changed, or ignored.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Range {
    start: u8,
    len: u8,
}

#[lazy_mmu]
fn map(
    (table, level): (u8, u8),
    Range { start, .. }: Range,
    [first, ..]: [u8; 3],
    &[flags, ..]: &[u8; 16],
    mut more: Vec<u8>,
    _: u8,
) -> Vec<u8> {
    more.extend([table, level, start, first, flags, sections()]);
    more
}

fn main() {
    let range = Range { start: 3, len: 9 };
    assert_eq!(range.len, 9);
    assert_eq!(map((1, 2), range, [4, 0, 0], &[5; 16], vec![0], 9), [0, 1, 2, 3, 4, 5, 1]);
    assert_eq!(sections(), 0);
}
