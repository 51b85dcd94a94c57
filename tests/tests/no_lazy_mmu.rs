//! With the mode off the code is what it would be without the mode, to the byte.

use std::fs;

use lazy_mmu_tests::program::TARGET;
use lazy_mmu_tests::{cargo, setup};

/// The instructions of `no-mode`, compiled with `features`.
fn assembly(features: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("no-mode.s");
    let built = cargo::command()
        .args(["rustc", "--quiet", "--release", "--package", "no-mode", "--lib", "--target", TARGET, "--features", features, "--"])
        .arg(format!("--emit=asm={}", file.display()))
        .status()
        .expect("cargo starts");
    assert!(built.success(), "no-mode does not build with `{features}`");
    let text = fs::read_to_string(file).expect("the assembly");
    let code =
        text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with(".file") && !line.trim_start().starts_with(".ident"));
    code.collect()
}

#[test]
fn code_on_no_lazy_mmu_has_the_instructions_that_it_has_without_the_mode() {
    setup::rust_target(TARGET).unwrap();
    let without = assembly("");
    for function in ["attribute:", "pause_attribute:", "guards:", "closures:"] {
        assert!(without.contains(function), "{function} is missing from\n{without}");
    }
    assert_eq!(without, assembly("mode-off"));
}

#[test]
fn the_comparison_sees_the_mode_when_it_is_on() {
    setup::rust_target(TARGET).unwrap();
    assert_ne!(assembly(""), assembly("mode-on"));
}
