//! Lints say the same of a function with the attribute, word for word and place for place.

use std::collections::{BTreeMap, BTreeSet};

use harness::cargo;
use serde_json::Value;

/// Returns the warnings of rustc and clippy, with the lint's name.
fn warnings(features: &str) -> BTreeMap<String, String> {
    let mut cargo = cargo::command();
    cargo.args([
        "clippy",
        "--quiet",
        "--package",
        "fidelity",
        "--bin",
        "warnings",
        "--message-format=json",
        "--features",
        features,
    ]);
    let output = cargo.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("cargo's words");
    let messages =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("cargo's words"));
    messages
        .filter(|message| {
            message["reason"] == "compiler-message" && message["target"]["name"] == "warnings"
        })
        .map(|message| message["message"].clone())
        .filter(|diagnostic| diagnostic["level"] == "warning")
        .filter_map(|diagnostic| {
            Some((
                diagnostic["rendered"].as_str()?.to_owned(),
                diagnostic["code"]["code"].as_str()?.to_owned(),
            ))
        })
        .collect()
}

#[test]
fn a_fault_in_a_function_with_the_attribute_is_found_as_without_it() {
    let (without, with) = (warnings("warnings"), warnings("warnings,attribute"));
    let lost: Vec<_> = without.keys().filter(|&text| !with.contains_key(text)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    // The user gave the guard this name, so its lint is right.
    let new: Vec<_> = with.keys().filter(|&text| !without.contains_key(text)).collect();
    assert!(
        matches!(new[..], [one] if one.starts_with("warning: unused variable: `not_used`")),
        "{new:#?}"
    );

    let names: BTreeSet<_> = without.values().map(String::as_str).collect();
    for name in [
        "dead_code",
        "deprecated",
        "let_underscore_drop",
        "unconditional_recursion",
        "unreachable_code",
        "unused_assignments",
        "unused_braces",
        "unused_must_use",
        "unused_mut",
        "unused_variables",
        "clippy::items_after_statements",
        "clippy::let_and_return",
        "clippy::needless_pass_by_value",
        "clippy::needless_return",
        "clippy::significant_drop_tightening",
        "clippy::too_many_arguments",
        "clippy::unnecessary_wraps",
        "clippy::unwrap_used",
    ] {
        assert!(names.contains(name), "no function has the fault of `{name}`: {names:?}");
    }
}
