//! With the mode off the code is what it would be without the mode, to the byte.

use lazy_mmu_tests::assembly::instructions;

#[test]
fn code_on_no_lazy_mmu_has_the_instructions_that_it_has_without_the_mode() {
    let without = instructions("no-mode", "");
    for function in ["attribute:", "pause_attribute:", "guards:", "closures:", "mappings:"] {
        assert!(without.contains(function), "{function} is missing from\n{without}");
    }
    assert_eq!(without, instructions("no-mode", "mode-off"));
    assert_eq!(without, instructions("no-mode", "mode-off,unsettled"));
}

#[test]
fn the_comparison_sees_the_mode_when_it_is_on() {
    assert_ne!(instructions("no-mode", ""), instructions("no-mode", "mode-on"));
}
