//! `impl Trait` as an argument: the callback runs in the section.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn for_each_page(pages: impl IntoIterator<Item = u8>, mut map: impl FnMut(u8)) {
    for page in pages {
        map(page);
    }
}

fn main() {
    let mut mapped = Vec::new();
    for_each_page([4, 5], |page| mapped.push((page, sections())));
    assert_eq!(mapped, [(4, 1), (5, 1)]);
    assert_eq!(sections(), 0);
}
