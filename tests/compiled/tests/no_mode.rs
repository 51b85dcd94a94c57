//! The mode when it is off costs nothing, and neither does an `Unsettled`: the code is the same
//! without them, to the byte.

use compiled::instructions;
use similar::TextDiff;

#[test]
fn code_on_no_lazy_mmu_has_the_instructions_that_it_has_without_the_mode() {
    let without = instructions("no-mode", "");
    for function in
        ["attribute:", "pause_attribute:", "deferring:", "guards:", "closures:", "mappings:"]
    {
        assert!(without.contains(function), "{function} is missing from\n{without}");
    }
    assert_eq!(without, instructions("no-mode", "mode-off"));
    assert_eq!(without, instructions("no-mode", "mode-off,unsettled"));
}

#[test]
fn the_comparison_sees_the_mode_when_it_is_on() {
    assert_ne!(instructions("no-mode", ""), instructions("no-mode", "mode-on"));
}

/// Opening a value costs no more than its section.
#[test]
fn an_unsettled_costs_no_instruction() {
    let with = instructions("no-mode", "mode-on,unsettled");
    assert!(with.contains("mappings:"), "{with}");
    let without = instructions("no-mode", "mode-on");
    assert!(
        with == without,
        "{}",
        TextDiff::from_lines(&without, &with).unified_diff().header("bare", "unsettled")
    );
}
