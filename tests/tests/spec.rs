//! SPEC.md and README.md say what is so.

use std::fs;

use lazy_mmu_tests::cargo::workspace;

/// The instructions that the snapshot of the kernel's cost program has for `label`.
fn counted(label: &str) -> u64 {
    let snapshot = workspace().join("tests/kernel/snapshots/the_mode_costs_what_the_table_says.txt");
    let text = fs::read_to_string(snapshot).expect("the snapshot, which `cargo xtask bless` writes");
    let line = text.lines().find(|line| line.starts_with(&format!("cost {label}: "))).unwrap_or_else(|| panic!("{label} is counted"));
    line.rsplit_once("instructions=").expect("instructions").1.parse().expect("a number")
}

/// What one entry more costs.
fn counted_for_an_entry(how: &str) -> u64 {
    (counted(&format!("512 entries, {how}")) - counted(&format!("256 entries, {how}"))) / 256
}

#[test]
fn the_table_of_costs_has_the_numbers_that_are_counted() {
    let spec = fs::read_to_string(workspace().join("SPEC.md")).expect("SPEC.md");
    for (row, here) in [
        ("enable and drop, nothing owed | 31", counted("pair, nothing owed")),
        ("two nested pairs | 57", counted("two nested pairs")),
        ("pause and resume in a section | 24", counted("pause and resume in a section")),
        ("an entry by `set_pte`, in a section | –", counted_for_an_entry("one by one")),
        ("an entry by a callback | 22.2", counted_for_an_entry("by a callback")),
        ("an entry by `set_ptes` | –", counted_for_an_entry("as a run")),
        ("a pair on `NoLazyMmu` | –", counted("pair on NoLazyMmu")),
        ("a pair through `Global` | –", counted("pair on Global")),
    ] {
        let row = format!("| {row} | {here} |");
        assert!(spec.contains(&row), "SPEC.md has no row `{row}`");
    }
}

#[test]
fn the_readme_shows_what_the_conformance_suite_prints() {
    let read = |file: &str| fs::read_to_string(workspace().join(file)).expect("a file of this repository");
    let printed = read("tests/kernel/snapshots/arm64_passes_the_conformance_suite.txt");
    assert!(read("README.md").contains(&format!("```text\n{}\n```", printed.trim_end())), "put the snapshot into README.md");
}
