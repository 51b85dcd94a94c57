//! Each path in a document or a comment leads to a file, and each file of the libraries says its
//! licence and its concept.

use std::fs;
use std::path::{Path, PathBuf};

use harness::cargo::workspace;

/// Folders at the root, in which a path of a document begins. Built files are not among them.
const ROOTS: [&str; 8] = [
    "docs/",
    "examples/",
    "fuzz/",
    "lazy-mmu-arm64/",
    "lazy-mmu-core/",
    "lazy-mmu-macros/",
    "tests/",
    "xtask/",
];

/// The documents, manifests and sources in `folder` and below it.
fn texts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a folder of this repository")
        .map(|entry| entry.expect("an entry").path());
    let is_text = |path: &Path| {
        path.extension()
            .is_some_and(|extension| ["md", "rs", "toml"].iter().any(|text| extension == *text))
    };
    let is_ours =
        |path: &Path| !path.ends_with("target") && !path.ends_with(".git") && !path.is_symlink();
    entries
        .filter(|path| is_ours(path))
        .flat_map(|path| {
            if path.is_dir() {
                texts(&path)
            } else {
                vec![path].into_iter().filter(|path| is_text(path)).collect()
            }
        })
        .collect()
}

/// A kernel's own checks read the licence off the first line of a file, and want it in each.
#[test]
fn each_file_of_the_libraries_says_its_licence_first_and_then_what_it_is() {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the manifest");
    let licence = manifest
        .lines()
        .find_map(|line| line.strip_prefix("license = \"")?.strip_suffix('"'))
        .expect("a licence");
    let mut found = 0;
    for package in ["lazy-mmu-core", "lazy-mmu-macros", "lazy-mmu-arm64"] {
        for file in files(&workspace().join(package)).iter().filter(|file| {
            file.components().any(|part| SOURCES.iter().any(|folder| part.as_os_str() == *folder))
        }) {
            let text = fs::read_to_string(file).expect("it is text");
            let mut lines = text.lines();
            let (first, second) =
                (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
            let (spdx, says) = match file.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => (
                    format!("// SPDX-License-Identifier: {licence}"),
                    second.starts_with("//! ") || second.starts_with("#![doc = "),
                ),
                Some("h") => (format!("/* SPDX-License-Identifier: {licence} */"), second == "/*"),
                Some("md") => continue, // a page of the documentation, with the licence of all
                _ => panic!("{}: write here how such a file says its licence", file.display()),
            };
            assert_eq!(first, spdx, "the first line of {}", file.display());
            assert!(
                says,
                "the second line of {} does not begin to say what is in it",
                file.display()
            );
            found += 1;
        }
    }
    assert!(found > 50, "only {found} files were found");
}

/// Folders of a library whose files are compiled in kernels.
const SOURCES: [&str; 2] = ["src", "include"];

/// The files in `folder` and below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a folder of this repository")
        .map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The words of a text, code in back-ticks among them, that look like a path from the root of the
/// workspace or from `ui-tests`.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"/._-".contains(c));
    let words = words.map(|word| word.trim_end_matches(['.', '-', '/']));
    words.filter(|word| {
        word.starts_with("ui-tests/") || ROOTS.iter().any(|root| word.starts_with(root))
    })
}

/// Comments of a source or manifest, and all of a document.
fn prose(path: &Path, text: &str) -> String {
    let is_document = path.extension().is_some_and(|extension| extension == "md");
    let is_comment = |line: &&str| {
        is_document
            || line.trim_start().starts_with(if path.ends_with("Cargo.toml") { "#" } else { "//" })
    };
    text.lines().filter(is_comment).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_path_in_a_document_or_a_comment_leads_to_a_file() {
    let ignored = include_str!("../../../.gitignore");
    let is_made = |path: &str| ignored.lines().any(|line| line.trim_start_matches('/') == path);
    let (mut found, mut missing) = (0, Vec::new());
    for file in texts(workspace()) {
        let text = prose(&file, &fs::read_to_string(&file).expect("it is text"));
        for path in paths(&text) {
            found += 1;
            // From the root, or from where it is said.
            let is_there = file
                .ancestors()
                .skip(1)
                .any(|folder| folder.starts_with(workspace()) && folder.join(path).exists());
            if !is_there && !is_made(path) {
                missing.push(format!("{} speaks of `{path}`", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "which is not there: {missing:#?}");
    assert!(found > 100, "only {found} paths were found");
}
