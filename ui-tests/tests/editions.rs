//! `#[lazy_mmu]` in each edition: compiles the files of `editions/`, and runs those that are
//! accepted.
//!
//! Each is the program of a package of its own, as `trybuild` knows only one edition.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

fn source(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editions").join(file).with_extension("rs")
}

/// Runs cargo on a package whose program is `file`, in this edition. The package is locked to the
/// versions of this workspace.
fn cargo(command: &str, file: &str, edition: &str) -> Output {
    let package =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("editions").join(format!("{file}-{edition}"));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let library = workspace.join("lazy-mmu-core");
    let manifest = format!(
        "[package]\nname = {file:?}\nversion = \"0.0.0\"\nedition = {edition:?}\n[workspace]\n[dependencies]\nlazy-mmu-core = {{ path = {library:?}, \
         features = ['macros'] }}\n[[bin]]\nname = {file:?}\npath = {:?}\n",
        source(file)
    );
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editions/target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([command, "--offline", "--message-format=json", "--target-dir"])
        .arg(target)
        .current_dir(package);
    cargo.output().expect("cargo starts, as it did for this test")
}

/// Returns the errors of a program: each text, and its line.
fn errors(output: &Output) -> Vec<(String, u64)> {
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|mut line| line["message"].take());
    let errors = messages.filter(|message| {
        message["level"] == "error"
            && message["spans"].as_array().is_some_and(|spans| !spans.is_empty())
    });
    errors
        .map(|error| {
            (
                error["message"].as_str().unwrap().to_owned(),
                error["spans"][0]["line_start"].as_u64().unwrap(),
            )
        })
        .collect()
}

fn assert_runs(file: &str, edition: &str) {
    let output = cargo("run", file, edition);
    assert!(
        output.status.success(),
        "{file} in {edition}: {:?}\n{}",
        errors(&output),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Asserts that each attribute has one error of ours, between its line and that of the next one.
fn assert_each_is_refused_once(file: &str, edition: &str) {
    let mut errors = errors(&cargo("check", file, edition));
    errors.sort_by_key(|(_, line)| *line);
    let text = fs::read_to_string(source(file)).unwrap();
    let lines = (1..).zip(text.lines()).filter(|(_, line)| line.trim_start().starts_with("#["));
    let attributes: Vec<u64> = lines.map(|(number, _)| number).collect();
    let ours = errors.iter().all(|(message, _)| message.contains("`#[lazy_mmu"));
    assert!(ours && errors.len() == attributes.len(), "{file} in {edition}: {errors:#?}");
    for (index, (error, line)) in errors.iter().enumerate() {
        let next = attributes.get(index + 1).copied().unwrap_or(u64::MAX);
        assert!(
            (attributes[index]..next).contains(line),
            "{file} in {edition}, line {line}: {error}"
        );
    }
}

#[test]
fn functions_are_accepted_in_every_edition() {
    for edition in EDITIONS {
        assert_runs("accepted", edition);
    }
}

#[test]
fn words_that_became_keywords_are_names_in_2015() {
    assert_runs("accepted_2015", "2015");
}

#[test]
fn a_refusal_is_one_error_of_ours_in_every_edition() {
    for edition in EDITIONS {
        assert_each_is_refused_once("refused", edition);
    }
}

#[test]
fn a_future_is_refused_once_in_every_edition_that_has_them() {
    for edition in &EDITIONS[1..] {
        assert_each_is_refused_once("refused_since_2018", edition);
    }
}
