//! `#[inline]`, `#[cold]`, `#[must_use]` and `#[deprecated]` still mean the function: their lints, expected here, are seen.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
#[inline]
#[must_use = "text"]
fn inline() -> u8 {
    sections()
}

#[cold]
#[inline(never)]
#[lazy_mmu]
fn cold() -> u8 {
    sections()
}

#[deprecated]
#[lazy_mmu]
#[expect(unused_variables)]
fn deprecated() -> u8 {
    let unused = 1;
    sections()
}

fn main() {
    #[expect(unused_must_use)]
    {
        inline();
    }
    #[expect(deprecated)]
    let deprecated = deprecated();
    assert_eq!([inline(), cold(), deprecated], [1, 1, 1]);
    assert_eq!(sections(), 0);
}
