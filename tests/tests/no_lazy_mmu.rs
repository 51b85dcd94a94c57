//! With the mode off the code is what it would be without the mode, to the byte.

use lazy_mmu_tests::assembly;

/// The instructions of `no-mode`, compiled with `features`.
fn compiled(features: &str) -> String {
    let text = assembly::of("no-mode", features);
    text.split_inclusive('\n').filter(|line| ![".file", ".ident"].iter().any(|word| line.trim_start().starts_with(word))).collect()
}

#[test]
fn code_on_no_lazy_mmu_has_the_instructions_that_it_has_without_the_mode() {
    let without = compiled("");
    for function in ["attribute:", "pause_attribute:", "guards:", "closures:"] {
        assert!(without.contains(function), "{function} is missing from\n{without}");
    }
    assert_eq!(without, compiled("mode-off"));
}

#[test]
fn the_comparison_sees_the_mode_when_it_is_on() {
    assert_ne!(compiled(""), compiled("mode-on"));
}
