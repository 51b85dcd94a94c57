//! A panic in a section: it names its place; where panics unwind it ends the section, and where
//! they abort the attribute changes nothing. `Location::caller()` names its place, too.

use std::os::unix::process::ExitStatusExt;

use harness::cargo;

use crate::{Program, both, lines, turn, without_the_mode};

/// The signal of an abort, which has this number on every Unix.
const SIGABRT: i32 = 6;

#[test]
fn unwinding_ends_the_section_in_its_place() {
    let [without, with] = both("panics");
    let attributed = with.lines();
    assert_eq!(without_the_mode(&attributed), without.lines());
    let rest: Vec<_> = attributed
        .iter()
        .map(String::as_str)
        .filter(|line| !line.starts_with("panicked at "))
        .collect();
    let expected = [
        "a function that panics in another:",
        "mode: enable",
        "mode: pause",
        "an entry",
        "drop inner local",
        "mode: resume",
        "drop inner argument",
        "drop outer local",
        "mode: disable",
        "drop outer argument",
        "then E=0 P=0",
        "a local that panics when it drops:",
        "mode: enable",
        "in a drop",
        "mode: disable",
        "drop argument",
        "then E=0 P=0",
    ];
    assert_eq!(rest, expected);
}

#[test]
fn where_panics_abort_the_message_is_the_same_and_nothing_drops() {
    let [without, with] = both("panics").map(|program| Program { release: true, ..program }.run());
    for output in [&without, &with] {
        assert_eq!(output.status.signal(), Some(SIGABRT), "{output:?}");
    }
    let attributed = lines(&with);
    assert_eq!(without_the_mode(&attributed), lines(&without));
    assert!(attributed.iter().any(|line| line.starts_with("panicked at ")), "{attributed:?}");
    let calls: Vec<_> = attributed
        .iter()
        .filter(|line| line.starts_with("mode: ") || line.starts_with("drop "))
        .collect();
    assert_eq!(calls, ["mode: enable", "mode: pause"]);
}

/// Returns whether the program, with the attribute, has code to run while a panic unwinds.
fn has_landing_pads(profile: &str) -> bool {
    let _turn = turn();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("assembly.s");
    let mut cargo = cargo::command();
    cargo.args([
        "rustc",
        "--quiet",
        "--package",
        "fidelity",
        "--bin",
        "panics",
        "--features",
        "attribute",
        "--profile",
        profile,
        "--",
    ]);
    assert!(
        cargo
            .arg(format!("--emit=asm={}", file.display()))
            .status()
            .expect("cargo starts")
            .success()
    );
    std::fs::read_to_string(file).expect("the assembly").contains("_Unwind_Resume")
}

#[test]
fn where_panics_abort_a_section_has_no_landing_pads() {
    assert!(has_landing_pads("dev"), "the search finds them where panics unwind");
    assert!(!has_landing_pads("release"));
}

#[test]
fn callers_and_panics_have_the_places_that_they_have_without_the_attribute() {
    let [without, with] = both("location");
    let plain = without.lines();
    assert_eq!(without_the_mode(&with.lines()), plain);
    for line in &plain {
        if let Some((at, says)) =
            line.strip_prefix("caller ").and_then(|rest| rest.split_once(" says "))
        {
            assert!(
                says.contains(&format!("location.rs:{at}:")),
                "the function is tracked, so the place is the caller's: {line}"
            );
        }
        if let Some((at, says)) =
            line.strip_prefix("itself ").and_then(|rest| rest.split_once(" says "))
        {
            assert!(
                !says.contains(&format!("location.rs:{at}:")),
                "the function is not tracked, so the place is its own: {line}"
            );
        }
    }
    assert!(plain.iter().filter(|line| line.starts_with("caller ")).count() > 5, "{plain:?}");
    assert_eq!(
        plain.iter().filter(|line| line.starts_with("panicked at ")).count(),
        3,
        "{plain:?}"
    );
}
