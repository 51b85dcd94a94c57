//! The lints that "Troubleshooting" shows to kernels, on the code of `kernel-lints/`: each mistake
//! is found, and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;

use crate::{page, workspace};

/// The folder of the two configurations, and of the code that they are tried on.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel-lints")
}

fn read(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap()
}

/// The warnings of clippy: the line, the lint and the text of each.
pub static WARNINGS: LazyLock<Vec<(u64, String, String)>> = LazyLock::new(warnings);

fn warnings() -> Vec<(u64, String, String)> {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kernel-lints");
    fs::create_dir_all(&package).unwrap();
    let manifest = format!(
        "[package]\nname = \"kernel-lints\"\nedition = \"2024\"\n\
         [lints]\nworkspace = true\n[lib]\npath = {:?}\n\
         [dependencies]\nlazy-mmu-core = {{ path = {:?} }}\n[workspace]\n{}",
        folder().join("mistakes.rs"),
        workspace().join("lazy-mmu-core"),
        read("lints.toml")
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("clippy.toml"), read("clippy.toml")).unwrap();
    fs::copy(workspace().join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let mut clippy = Command::new(env::var_os("CARGO").unwrap());
    clippy
        .args(["clippy", "--offline", "--message-format=json", "--target-dir"])
        .arg(package.join("target"))
        .env_remove("CLIPPY_CONF_DIR")
        .current_dir(&package);
    let output = clippy.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let output = String::from_utf8(output.stdout).unwrap();
    let messages = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let warnings = messages
        .filter(|message| message["target"]["name"] == "kernel_lints")
        .filter_map(|message| {
            let message = &message["message"];
            let lint = message["code"]["code"].as_str()?.trim_start_matches("clippy::").to_owned();
            let line = message["spans"][0]["line_start"].as_u64()?;
            Some((line, lint, message["rendered"].as_str()?.to_owned()))
        });
    warnings.collect()
}

#[test]
fn the_lints_of_troubleshooting_find_each_mistake_and_nothing_else() {
    let found: BTreeSet<_> =
        WARNINGS.iter().map(|(line, lint, _)| (*line, lint.as_str())).collect();
    let source = read("mistakes.rs");
    let marks = (1..).zip(source.lines());
    let marked: BTreeSet<_> = marks
        .filter_map(|(line, text)| text.split_once(" //~ ").map(|(_, lint)| (line, lint)))
        .collect();
    assert!(!marked.is_empty(), "kernel-lints/mistakes.rs has no mistake");
    assert_eq!(found, marked, "the lines and lints found, and those that are marked");
}

#[test]
fn troubleshooting_shows_the_lints_that_are_tried() {
    for file in ["lints.toml", "clippy.toml"] {
        let block = format!("```toml\n{}```\n", read(file));
        assert!(page::text().contains(&block), "put kernel-lints/{file} into {}", page::FILE);
    }
}
