//! Each entry of "Troubleshooting" is keyed by a text that is really printed; and each message of
//! ours has an entry.

use std::fs;
use std::path::Path;

use crate::kernel_lints::WARNINGS;
use crate::page::{self, FILE, KEYS, LOGGED, is_printed};
use crate::{CASES, SAID, squeezed, workspace};

/// The files of a library, and of its folders.
fn sources(folder: &Path) -> Vec<String> {
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "rs"))
        .flat_map(|path| {
            if path.is_dir() { sources(&path) } else { vec![fs::read_to_string(path).unwrap()] }
        })
        .collect()
}

/// The libraries' messages about a trait that is not implemented.
fn unimplemented() -> Vec<String> {
    let sources = ["lazy-mmu-core", "lazy-mmu-arm64"]
        .map(|library| sources(&workspace().join(library).join("src")))
        .concat();
    let attributes =
        sources.iter().flat_map(|source| source.split("#[diagnostic::on_unimplemented(").skip(1));
    let messages = attributes.map(|attribute| {
        let (message, _) = attribute
            .trim_start()
            .strip_prefix("message = \"")
            .and_then(|text| text.split_once('"'))
            .expect("a message");
        ["{Self}", "{M}"]
            .iter()
            .fold(message.to_owned(), |message, parameter| message.replace(parameter, "…"))
    });
    messages.collect()
}

/// The text that is logged for each kind of violation, without what to look for.
fn violations() -> Vec<String> {
    let report = fs::read_to_string(workspace().join("lazy-mmu-core/src/report.rs")).unwrap();
    let (_, texts) = report.split_once("const fn text(self)").expect("the texts of the kinds");
    let (texts, _) = texts.split_once("\n    }\n").expect("the end of the function");
    let lines: Vec<_> = texts.lines().filter_map(|line| line.split_once('"')).collect();
    assert_eq!(lines.len(), texts.matches("Self::").count(), "a text in one line for each kind");
    lines
        .iter()
        .map(|(_, text)| {
            text.split_once("; look for ").expect("each says what to look for").0.to_owned()
        })
        .collect()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "linkers have other words elsewhere")]
fn each_key_of_troubleshooting_is_printed() {
    let linted = WARNINGS.iter().map(|(_, _, text)| text);
    let said: Vec<_> = SAID.values().chain(linted).map(|text| squeezed(text)).collect();
    let missing: Vec<_> =
        KEYS.iter().filter(|key| !said.iter().any(|text| is_printed(key, text))).collect();
    assert!(missing.is_empty(), "{FILE}: no case is told {missing:#?}");
    let violations = violations();
    for logged in &*LOGGED {
        assert!(violations.contains(logged), "{FILE}: no violation is logged as `{logged}`");
    }
}

#[test]
fn each_message_of_ours_is_in_troubleshooting() {
    for message in unimplemented() {
        assert!(KEYS.contains(&message), "{FILE}: nothing on `{message}`");
    }
    for text in violations() {
        assert!(LOGGED.contains(&text), "{FILE}: no row on `{text}`");
    }
}

#[test]
fn each_case_without_words_of_ours_is_there_for_a_key_of_troubleshooting() {
    for (name, _) in CASES.iter().filter(|(_, case)| case.says.is_empty()) {
        let said = squeezed(SAID.get(name).map(String::as_str).unwrap_or_default());
        assert!(
            KEYS.iter().any(|key| is_printed(key, &said)),
            "{name}: says nothing with `//~`, and nothing that {FILE} is keyed by: {said}"
        );
    }
}

/// `tests/remedies.rs` compiles, and runs.
#[test]
fn the_code_in_the_tables_of_troubleshooting_compiles() {
    let remedies = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remedies.rs");
    let remedies = squeezed(&fs::read_to_string(remedies).unwrap());
    for remedy in page::remedies() {
        assert!(
            is_printed(&remedy, &remedies),
            "tests/remedies.rs has no `{remedy}`, as {FILE} has"
        );
    }
}
