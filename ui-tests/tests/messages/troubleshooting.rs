//! The README's Troubleshooting is keyed by what is printed, where `…` stands for what differs; and
//! all that is ours to print has a key.

use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use crate::{CASES, SAID, squeezed};

/// What the bullets begin with: what a compiler or a linker prints.
static KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| paragraphs("\n* ").iter().flat_map(|bullet| leading_spans(bullet)).collect());

/// What the rows of the table begin with: what goes to the kernel's log.
static LOGGED: LazyLock<Vec<String>> = LazyLock::new(|| {
    paragraphs("\n| `").iter().map(|row| leading_spans(&format!("`{row}")).remove(0)).collect()
});

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The texts of the section that begin with this, without it.
fn paragraphs(begin: &str) -> Vec<String> {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let section = readme
        .split_once("\n## Troubleshooting\n")
        .expect("a section Troubleshooting")
        .1
        .split("\n## ")
        .next()
        .unwrap();
    let paragraphs: Vec<_> = section.split(begin).skip(1).map(str::to_owned).collect();
    assert!(!paragraphs.is_empty(), "Troubleshooting has no lines that begin with {begin:?}");
    paragraphs
}

/// The code in back-ticks that a text begins with, and what follows it after `, or `.
fn leading_spans(text: &str) -> Vec<String> {
    let (span, rest) = span(text);
    let rest = rest.trim_start();
    let others = rest
        .strip_prefix(", or ")
        .or_else(|| rest.strip_prefix(", or\n"))
        .map(|rest| leading_spans(rest.trim_start()));
    [squeezed(span)].into_iter().chain(others.unwrap_or_default()).collect()
}

/// Code in as many back-ticks as stand before it, and what follows.
fn span(text: &str) -> (&str, &str) {
    let (ticks, _) = text.split_at(text.len() - text.trim_start_matches('`').len());
    assert!(
        !ticks.is_empty(),
        "an entry of Troubleshooting begins with what is printed, in back-ticks: {text}"
    );
    text[ticks.len()..]
        .split_once(ticks)
        .expect("code ends in as many back-ticks as it begins with")
}

/// Whether the parts of `key` stand in `text`, in their order.
fn is_printed(key: &str, text: &str) -> bool {
    let mut rest = text;
    key.split('…')
        .map(str::trim)
        .all(|part| rest.split_once(part).inspect(|(_, after)| rest = after).is_some())
}

/// The files of a library, and of its folders.
fn sources(folder: &Path) -> Vec<String> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    files
        .flat_map(|path| {
            if path.is_dir() { sources(&path) } else { vec![fs::read_to_string(path).unwrap()] }
        })
        .collect()
}

/// What the libraries have the compiler say of a trait that is not implemented.
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

/// What is logged of each kind of violation, to where it says what to look for.
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
fn what_troubleshooting_is_keyed_by_is_printed() {
    let said: Vec<_> = SAID.values().map(|text| squeezed(text)).collect();
    for key in &*KEYS {
        assert!(
            said.iter().any(|text| is_printed(key, text)),
            "README.md, Troubleshooting: no case is told `{key}`"
        );
    }
    let violations = violations();
    for logged in &*LOGGED {
        assert!(
            violations.contains(logged),
            "README.md, Troubleshooting: no violation is logged as `{logged}`"
        );
    }
}

#[test]
fn what_is_ours_to_print_is_in_troubleshooting() {
    for message in unimplemented() {
        assert!(KEYS.contains(&message), "README.md, Troubleshooting: nothing on `{message}`");
    }
    for text in violations() {
        assert!(LOGGED.contains(&text), "README.md, Troubleshooting: no row on `{text}`");
    }
}

#[test]
fn a_case_without_words_of_ours_is_there_for_a_key() {
    for (name, _) in CASES.iter().filter(|(_, case)| case.says.is_empty()) {
        let said = squeezed(SAID.get(name).map(String::as_str).unwrap_or_default());
        assert!(
            KEYS.iter().any(|key| is_printed(key, &said)),
            "{name}: says nothing with `//~`, and nothing that Troubleshooting is keyed by"
        );
    }
}
