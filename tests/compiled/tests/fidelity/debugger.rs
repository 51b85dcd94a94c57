//! Debug information. Stepping through a function with the attribute stops at the same lines as
//! without it, and at the attribute, where the section begins. The section ends at the closing
//! brace, as every local does. No line is in the macro, and none is unknown.

use std::collections::BTreeSet;

use harness::cargo::workspace;

use crate::{Program, both, without_the_mode};

/// The beginning of the program's lines with the attribute.
const ATTRIBUTE: &str = "#[cfg_attr(feature = \"attribute\", lazy_mmu";

/// Returns the lines of the program that begin with `text`, not indented.
fn lines_with(text: &str) -> BTreeSet<String> {
    let source =
        std::fs::read_to_string(workspace().join("tests/compiled/fidelity/src/bin/lines.rs"))
            .expect("the program");
    let numbered = source.lines().enumerate().filter(|(_, line)| line.starts_with(text));
    numbered.map(|(index, _)| format!("lines.rs:{}", index + 1)).collect()
}

fn stops(lines: &[String]) -> BTreeSet<String> {
    lines.iter().filter_map(|line| line.strip_prefix("stops ")).map(str::to_owned).collect()
}

/// Returns the lines that are shown during the calls of the mode whose name is among `calls`.
fn shown_during(calls: [&str; 2], lines: &[String]) -> BTreeSet<String> {
    let calls = calls.map(|call| format!("mode: {call} "));
    lines
        .iter()
        .filter_map(|line| calls.iter().find_map(|call| line.strip_prefix(call)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn stepping_stops_at_the_attribute_and_otherwise_where_it_stops_without_it() {
    let [without, with] = both("lines").map(Program::lines);
    let attributes = lines_with(ATTRIBUTE);
    assert_eq!(attributes.len(), 3);
    assert_eq!(&stops(&with) - &stops(&without), attributes);
    assert_eq!(&stops(&without) - &stops(&with), BTreeSet::new());
    assert!(
        without_the_mode(&with).iter().all(|line| line.starts_with("stops lines.rs:")),
        "{with:?}"
    );
}

#[test]
fn the_section_begins_at_the_attribute_and_ends_at_the_closing_brace() {
    let [_, with] = both("lines").map(Program::lines);
    assert_eq!(shown_during(["enable", "pause"], &with), lines_with(ATTRIBUTE));
    let ends = shown_during(["disable", "resume"], &with);
    assert_eq!(ends.len(), 3);
    assert!(ends.is_subset(&lines_with("}")), "{ends:?}");
}
