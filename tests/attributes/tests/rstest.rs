//! `#[rstest]`: each case of a test runs in a section; so does a fixture.

use lazy_mmu_core::lazy_mmu;
use rstest::{fixture, rstest};
use ui_tests::kernel::{sections, trace};

/// The crate copies the attribute to the function that calls this one: a section in a section.
#[fixture]
#[lazy_mmu]
fn fixture_first() -> u8 {
    sections()
}

#[lazy_mmu]
#[fixture]
fn section_first() -> u8 {
    sections()
}

/// The crate puts the attribute on the test that it writes. That test makes the arguments and calls
/// the function, so all of it is in the section.
#[rstest]
#[case(1)]
#[case(2)]
#[lazy_mmu]
fn a_section_below_is_around_the_fixtures_too(
    #[case] page: u8,
    #[values(3, 4)] other: u8,
    fixture_first: u8,
    section_first: u8,
) {
    assert_eq!([fixture_first, section_first, sections()], [3, 2, 1]);
    assert!(page < other);
}

#[lazy_mmu]
#[rstest]
#[case(1)]
#[case(2)]
fn a_section_above_is_around_the_body_alone(
    #[case] page: u8,
    fixture_first: u8,
    section_first: u8,
) {
    assert_eq!([fixture_first, section_first, sections()], [2, 1, 1]);
    assert!(page < 3);
}

#[test]
fn the_section_of_a_fixture_has_ended_when_it_returns() {
    assert_eq!([fixture_first::get(), section_first::get(), sections()], [2, 1, 0]);
    assert_eq!(trace(), ["enable", "enable", "disable", "disable", "enable", "disable"]);
}
