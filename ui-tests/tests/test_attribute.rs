//! `#[lazy_mmu]` before and after `#[test]`: the test runs in a section.

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[test]
#[lazy_mmu]
fn a_test_above_the_attribute_runs_in_a_section() {
    assert_eq!(sections(), 1);
}

#[lazy_mmu]
#[test]
fn a_test_below_the_attribute_runs_in_a_section() -> Result<(), String> {
    assert_eq!(sections(), 1);
    Ok(())
}

#[lazy_mmu]
#[test]
#[should_panic(expected = "in a section")]
fn a_test_that_should_panic_is_told_from_one_that_does_not() {
    assert_eq!(sections(), 0, "in a section");
}
