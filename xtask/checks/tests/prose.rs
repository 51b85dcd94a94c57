//! The prose of the repository: how long its lines are, and which words it does not use.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use harness::{cargo, texts};

/// A line is at most this long, code and prose. Rustfmt sees to the code.
const COLUMNS: usize = 100;

/// Written by rustc or by `cargo xtask bless`, or laid out as a test of the attribute needs it.
const NOT_PROSE: [&str; 5] =
    ["docs/assembly.md", "docs/bench.md", "ui-tests/fail", "ui-tests/messages", "ui-tests/pass"];

/// One obligation had five families of words. "Deferred" and "flush" say it now.
const UNUSED: [&str; 17] = [
    "debt", "debtor", "debtors", "debts", "lend", "lending", "lends", "lent", "owe", "owed",
    "owes", "owing", "paid", "pay", "paying", "payment", "pays",
];

/// The files that say which words are not used, and the line of each that does.
const WORD_LISTS: [(&str, &str); 2] =
    [("SPEC.md", "The documents don't use other words for these"), (file!(), "")];

/// The hosts of packages. The repository does not depend on one.
const HOSTS: [&str; 2] = ["crates.io", "docs.rs"];

/// The documents and the sources, by their paths, with their text.
fn files() -> Vec<(PathBuf, String)> {
    let paths = ["md", "rs"]
        .into_iter()
        .flat_map(|extension| texts::with_extension(extension).expect("the files can be read"));
    let read = |path: &Path| fs::read_to_string(cargo::workspace().join(path)).expect("it is text");
    paths.map(|path| (path.clone(), read(&path))).collect()
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// Returns the prose of a line: all of it in a document, and the comment that it is in a source.
fn prose(is_document: bool, line: &str) -> Option<&str> {
    if is_document {
        return Some(line);
    }
    let comment = line.trim_start().strip_prefix("//")?;
    Some(comment.trim_start_matches(['/', '!']).trim_start())
}

/// Returns the lines of prose that are too long, by number. A row of a table, a line of code and a
/// definition of a link are as long as they need to be; so is a word without a space.
fn too_long(is_document: bool, text: &str) -> Vec<usize> {
    let mut is_code = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some(prose) = prose(is_document, line) else {
            is_code = false;
            continue;
        };
        if prose.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        let is_link = prose.starts_with('[') && prose.contains("]: ") && !prose.contains("`]: ");
        let is_row = prose.trim_start().starts_with('|');
        let may_be_long = is_code || is_link || is_row;
        if line.chars().count() > COLUMNS && !may_be_long && prose.trim().contains(' ') {
            found.push(number + 1);
        }
    }
    found
}

#[test]
fn no_line_of_prose_is_longer_than_100_columns() {
    let mut long = String::new();
    for (path, text) in files() {
        if NOT_PROSE.iter().any(|part| path.starts_with(part)) {
            continue;
        }
        for line in too_long(is_document(&path), &text) {
            writeln!(long, "{}:{line}", path.display()).unwrap();
        }
    }
    assert!(long.is_empty(), "break these lines:\n{long}");
}

/// Returns the words of a line that are in `words`. A part of an identifier is a word:
/// `what_it_owes` has three.
fn words<'a>(line: &'a str, words: &[&str]) -> Vec<&'a str> {
    let all = line.split(|c: char| !c.is_alphabetic());
    all.filter(|word| words.contains(&word.to_lowercase().as_str())).collect()
}

#[test]
fn no_document_or_comment_owes_or_pays() {
    let mut found = String::new();
    for (path, text) in files() {
        let list = WORD_LISTS.iter().find(|(list, _)| path == Path::new(list));
        for (number, line) in text.lines().enumerate() {
            if list.is_some_and(|(_, says)| line.contains(says)) {
                continue;
            }
            for word in words(line, &UNUSED) {
                writeln!(found, "{}:{}: {word}", path.display(), number + 1).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "say \"deferred\", \"flush\" or \"issue\" instead:\n{found}");
}

#[test]
fn no_document_names_a_host_of_packages() {
    let mut found = String::new();
    for (path, text) in files() {
        for (number, line) in text.lines().enumerate() {
            let Some(prose) = prose(is_document(&path), line) else { continue };
            if let Some(host) = HOSTS.iter().find(|host| prose.contains(*host)) {
                writeln!(found, "{}:{}: {host}", path.display(), number + 1).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "say \"the crate's documentation\", or \"as published\":\n{found}");
}

#[test]
fn prose_is_told_from_tables_code_and_links() {
    let long = "word ".repeat(21);
    for (is_document, text, found) in [
        (true, format!("short\n{long}\n"), vec![2]),
        (true, format!("  | {long} |\n```text\n{long}\n```\n{long}\n"), vec![5]),
        (true, format!("[a]: {long}\n{}\n", "x".repeat(200)), vec![]),
        (false, format!("//! [`A`]: {long}\nlet a = \"{long}\";\n    // {long}\n"), vec![1, 3]),
        (false, format!("/// ```\n/// {long}\n/// ```\nfn a() {{}}\n/// {long}\n"), vec![5]),
    ] {
        assert_eq!(too_long(is_document, &text), found, "{text}");
    }
}

#[test]
fn a_word_is_found_in_an_identifier_and_not_in_another_word() {
    assert_eq!(words("payload a_section_pays Owed, borrowed", &UNUSED), ["pays", "Owed"]);
}

/// A reader of a crate's documentation may have no checkout.
#[test]
fn no_page_of_a_library_speaks_of_the_repositorys_commands() {
    let mut found = String::new();
    for (path, text) in
        files().iter().filter(|(path, _)| path.to_string_lossy().starts_with("lazy-mmu-"))
    {
        for (number, line) in text.lines().enumerate() {
            let is_page = is_document(path)
                || line.trim_start().starts_with("//!")
                || line.trim_start().starts_with("///");
            if is_page
                && ["cargo xtask", "cargo build"].iter().any(|command| line.contains(command))
            {
                writeln!(found, "{}:{}", path.display(), number + 1).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "say what the reader of the crate's documentation can do:\n{found}");
}

/// As `sed '/^```/,/^```/d' README.md | wc -w` counts them.
#[test]
fn the_readme_has_at_most_1200_words_beside_its_code() {
    let readme = fs::read_to_string(cargo::workspace().join("README.md")).expect("README.md");
    let mut is_code = false;
    let words: usize = readme
        .lines()
        .filter(|line| {
            let is_fence = line.starts_with("```");
            is_code ^= is_fence;
            !is_code && !is_fence
        })
        .map(|line| line.split_whitespace().count())
        .sum();
    assert!(words <= 1200, "README.md has {words} words; move something to a page of docs/");
    assert!(words > 500, "only {words} words were found");
}
