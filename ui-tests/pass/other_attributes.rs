//! Attributes before and after ours do what they do without it.
#![deny(warnings)]
#![allow(unexpected_cfgs)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[cfg(any())]
#[lazy_mmu]
async fn never_compiled() {}

#[cfg_attr(all(), lazy_mmu)]
fn conditionally() -> u8 {
    sections()
}

#[cfg_attr(any(), lazy_mmu)]
fn conditionally_not() -> u8 {
    sections()
}

#[deprecated]
#[lazy_mmu]
#[cold]
#[must_use = "text"]
#[allow(clippy::many_single_char_names)]
#[expect(unused_variables)]
fn many() -> u8 {
    let expected = 1;
    sections()
}

#[test]
#[lazy_mmu]
fn test_before() {
    assert_eq!(sections(), 1);
}

#[lazy_mmu]
#[test]
#[should_panic(expected = "in a section")]
fn test_after() {
    assert_eq!(sections(), 0, "in a section");
}

fn main() {
    assert_eq!(conditionally(), 1);
    assert_eq!(conditionally_not(), 0);
    #[expect(deprecated)]
    let many = many();
    assert_eq!(many, 1);
    assert_eq!(sections(), 0);
}
