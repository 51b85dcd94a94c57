//! Lifetimes, types and constants as parameters, with bounds in both places.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map<'a, T, const PAGES: usize, const WRITABLE: bool>(entries: &'a [T; PAGES]) -> (&'a T, [u8; PAGES], bool)
where
    T: Copy + 'static,
    for<'b> &'b T: PartialEq<&'b T>,
    [T; PAGES]: AsRef<[T]>,
{
    (&entries.as_ref()[0], [sections(); PAGES], WRITABLE)
}

fn main() {
    assert_eq!(map::<_, 3, true>(&[7, 8, 9]), (&7, [1, 1, 1], true));
    assert_eq!(sections(), 0);
}
