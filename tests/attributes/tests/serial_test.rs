//! `#[serial]` and `#[parallel]`: the test takes its lock around the section, or inside it.

use lazy_mmu_core::lazy_mmu;
use serial_test::{parallel, serial};
use ui_tests::kernel::{note, sections, trace};

#[serial]
#[lazy_mmu]
fn lock_first() -> Result<(), u8> {
    Err(sections())
}

#[lazy_mmu]
#[serial]
fn section_first() -> Result<(), u8> {
    Err(sections())
}

#[parallel]
#[lazy_mmu(pause)]
fn paused() {
    note(sections());
}

#[test]
fn a_serial_function_runs_in_a_section_and_ends_it() {
    assert_eq!([lock_first(), section_first()], [Err(1), Err(1)]);
    paused();
    assert_eq!(trace(), ["enable", "disable", "enable", "disable", "pause", "0", "resume"]);
    assert_eq!(sections(), 0);
}

#[test]
#[serial]
#[lazy_mmu]
fn a_serial_test_runs_in_a_section() {
    assert_eq!(sections(), 1);
}

#[lazy_mmu]
#[test]
#[serial]
fn a_serial_test_below_runs_in_a_section() -> Result<(), String> {
    assert_eq!(sections(), 1);
    Ok(())
}

#[test]
#[serial]
#[should_panic(expected = "in a section")]
#[lazy_mmu]
fn a_serial_test_that_panics_ends_its_section() {
    assert_eq!(sections(), 0, "in a section");
}
