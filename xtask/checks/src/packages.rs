//! The packages of the workspace, as cargo knows them: which have tests, and which of those a plain `cargo test` leaves out.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use harness::cargo;
use serde_json::Value;

/// The packages with a target that has tests, sorted.
///
/// # Errors
///
/// If cargo does not say which there are.
pub fn tested() -> Result<Vec<String>> {
    Ok(names(&metadata()?, "workspace_members"))
}

fn metadata() -> Result<Value> {
    let output = cargo::command()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo does not start; install Rust with rustup")?;
    ensure!(output.status.success(), "cargo says above what is wrong with the workspace");
    serde_json::from_slice(&output.stdout).context("`cargo metadata` answers otherwise than it is known to; run this with another cargo")
}

/// Of the packages whose ids stand in this list, those with tests.
fn names(metadata: &Value, list: &str) -> Vec<String> {
    let empty = Vec::new();
    let all = |value: &'_ Value| value.as_array().unwrap_or(&empty).clone();
    let ids = all(&metadata[list]);
    // A program in `src/bin` is tested by running it.
    let is_program =
        |target: &Value| target["src_path"].as_str().is_some_and(|path| Path::new(path).parent().is_some_and(|p| p.ends_with("src/bin")));
    let has_tests = |target: &Value| (target["test"] == true || target["doctest"] == true) && !is_program(target);
    let has_tests = |package: &Value| all(&package["targets"]).iter().any(has_tests);
    let mut names: Vec<String> = all(&metadata["packages"])
        .iter()
        .filter(|package| ids.contains(&package["id"]) && has_tests(package))
        .filter_map(|package| package["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write as _};

    use super::*;

    /// For a person who types `cargo test`, past the test harness, which keeps what a test that passes prints.
    #[test]
    fn what_plain_cargo_test_leaves_out_boots_qemu() {
        let metadata = metadata().unwrap();
        let (all, plain) = (names(&metadata, "workspace_members"), names(&metadata, "workspace_default_members"));
        let left_out: Vec<_> = all.iter().filter(|name| !plain.contains(name)).cloned().collect();
        assert_eq!(left_out, ["bench", "booted"], "those that boot QEMU, and no others");
        let _ = writeln!(
            io::stderr(),
            "left out of a plain `cargo test`: {}, which boot QEMU; lints, documents, packages and Miri. `cargo xtask test` has all of it.",
            left_out.join(" and ")
        );
    }
}
