//! The packages of the workspace, by `cargo metadata`: those with tests, those of them that need
//! nothing but this host, and those that a plain `cargo test` leaves out.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use harness::cargo;
use serde_json::Value;

/// Returns each package with tests, sorted: its name, and the arguments of cargo that select it.
/// The published ones are tested with all their features.
///
/// # Errors
///
/// If cargo does not list the packages.
pub fn tested() -> Result<Vec<(String, String)>> {
    let metadata = metadata()?;
    let published: Vec<_> = packages(&metadata)
        .filter(|package| package["publish"].is_null())
        .filter_map(name)
        .collect();
    let with_features = |name: String| {
        let features = if published.contains(&name) { " --all-features" } else { "" };
        let selection = format!("-p {name}{features}");
        (name, selection)
    };
    Ok(names(&metadata, "workspace_members").into_iter().map(with_features).collect())
}

/// The arguments of cargo that select the three libraries.
pub const LIBRARIES: &str = "-p lazy-mmu-core -p lazy-mmu-macros -p lazy-mmu-arm64";

/// Returns the packages in `tests/host`, sorted.
///
/// # Errors
///
/// As [`tested`].
pub fn on_this_host() -> Result<Vec<String>> {
    let room = cargo::workspace().join("tests/host");
    let is_there = |package: &Value| {
        package["manifest_path"].as_str().is_some_and(|path| Path::new(path).starts_with(&room))
    };
    let metadata = metadata()?;
    let mut names: Vec<String> =
        packages(&metadata).filter(|package| is_there(package)).filter_map(name).collect();
    names.sort();
    ensure!(!names.is_empty(), "{} has no packages; see the members in Cargo.toml", room.display());
    Ok(names)
}

/// Returns the arguments of cargo that select the packages in `tests/host`, and the others that
/// test the libraries and need nothing but this host.
///
/// # Errors
///
/// As [`tested`].
pub fn pure() -> Result<Vec<String>> {
    let names = on_this_host()?.into_iter().chain(["fuzz", "lazy-mmu-macros"].map(str::to_owned));
    Ok(names.map(|name| format!("--package={name}")).collect())
}

fn metadata() -> Result<Value> {
    let output = cargo::command()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo does not start; install Rust with rustup")?;
    ensure!(output.status.success(), "cargo says above what is wrong with the workspace");
    serde_json::from_slice(&output.stdout).context(
        "the answer of `cargo metadata` has another form than expected; run this with another cargo",
    )
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn name(package: &Value) -> Option<String> {
    package["name"].as_str().map(str::to_owned)
}

/// Returns the packages with tests among those whose ids are in this list.
fn names(metadata: &Value, list: &str) -> Vec<String> {
    let is_listed =
        |package: &Value| metadata[list].as_array().is_some_and(|ids| ids.contains(&package["id"]));
    // A program in `src/bin` has no tests of its own: running it is the test.
    let is_program = |target: &Value| {
        target["src_path"]
            .as_str()
            .is_some_and(|path| Path::new(path).parent().is_some_and(|p| p.ends_with("src/bin")))
    };
    let is_tested = |target: &Value| {
        (target["test"] == true || target["doctest"] == true) && !is_program(target)
    };
    let has_tests = |package: &Value| {
        package["targets"].as_array().is_some_and(|targets| targets.iter().any(is_tested))
    };
    let mut names: Vec<String> = packages(metadata)
        .filter(|package| is_listed(package) && has_tests(package))
        .filter_map(name)
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write as _};

    use super::*;

    #[test]
    fn the_published_packages_are_tested_with_all_their_features() {
        let tested = tested().unwrap();
        let with_all: Vec<_> = tested
            .iter()
            .filter(|(_, selection)| selection.ends_with(" --all-features"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(with_all, ["lazy-mmu-arm64", "lazy-mmu-core", "lazy-mmu-macros"]);
    }

    /// Tells a person who types `cargo test`. The message bypasses the test harness, which hides
    /// the output of a test that passes.
    #[test]
    fn the_packages_that_a_plain_cargo_test_leaves_out_boot_qemu() {
        let metadata = metadata().unwrap();
        let (all, plain) =
            (names(&metadata, "workspace_members"), names(&metadata, "workspace_default_members"));
        let left_out: Vec<_> = all.iter().filter(|name| !plain.contains(name)).cloned().collect();
        assert_eq!(
            left_out,
            ["bench", "booted", "timing"],
            "a plain `cargo test` leaves out the packages that boot QEMU, and no others"
        );
        let _ = writeln!(
            io::stderr(),
            "a plain `cargo test` leaves out {}, which boot QEMU; lints, documents, packages and Miri. `cargo xtask test` runs everything.",
            left_out.join(" and ")
        );
    }
}
