//! The page "Troubleshooting", taken apart: each of its entries begins with the text that is
//! printed, in back-ticks, where `…` stands for the part that differs.

use std::fs;
use std::sync::LazyLock;

use crate::{squeezed, workspace};

/// The page.
pub const FILE: &str = "docs/troubleshooting.md";

/// The section of what `Platform::report` gets.
const LOG: &str = "The kernel's log";

/// The sections whose entries begin with a reason, as nothing is printed.
const SILENT: [&str; 2] = ["A fault right after mapping", "Nothing is printed"];

/// The entries for the linker, the compiler, the lints and a panic.
pub static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let keyed = sections().into_iter().filter(|(title, _)| title != LOG && !is_silent(title));
    keyed.flat_map(|(_, section)| keys(&section)).collect()
});

/// The entries for the kernel's log.
pub static LOGGED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let (_, log) =
        sections().into_iter().find(|(title, _)| title == LOG).expect("a section of the log");
    keys(&log)
});

pub fn text() -> String {
    fs::read_to_string(workspace().join(FILE)).unwrap()
}

fn is_silent(title: &str) -> bool {
    SILENT.contains(&title)
}

/// The title and the text of each section.
fn sections() -> Vec<(String, String)> {
    let text = text();
    let sections: Vec<_> = text
        .split("\n## ")
        .skip(1)
        .map(|section| {
            let (title, text) = section.split_once('\n').expect("a title is a line");
            (title.to_owned(), text.to_owned())
        })
        .collect();
    for title in SILENT {
        assert!(sections.iter().any(|section| section.0 == title), "{FILE} has no `{title}`");
    }
    sections
}

/// The keys of a section: those of its bullets, and of its tables' rows that begin with code.
fn keys(section: &str) -> Vec<String> {
    let bullets = section.split("\n* ").skip(1);
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<_> = rows.map(|row| format!("`{row}")).collect();
    let keys: Vec<_> =
        bullets.chain(rows.iter().map(String::as_str)).flat_map(leading_spans).collect();
    assert!(!keys.is_empty(), "a section of {FILE} has no entry: {section}");
    keys
}

/// The code to write, of the tables about the compiler: the last column of each row begins with it.
pub fn remedies() -> Vec<String> {
    let tables = sections().into_iter().filter(|(title, _)| title.starts_with("The compiler, "));
    let tables: Vec<_> = tables.map(|(_, section)| section).collect();
    let rows =
        tables.iter().flat_map(|section| section.lines()).filter(|line| line.ends_with(" |"));
    let cells = rows.map(|row| row.trim_end_matches(" |").rsplit_once(" | ").expect("a row").1);
    let remedies: Vec<_> =
        cells.filter(|cell| cell.starts_with('`')).map(|cell| squeezed(span(cell).0)).collect();
    assert!(!remedies.is_empty(), "{FILE} has no code to write");
    remedies
}

/// The code in back-ticks that an entry begins with, and that follows it after `, or `.
fn leading_spans(text: &str) -> Vec<String> {
    let (span, rest) = span(text);
    let rest = rest.trim_start();
    let others = rest
        .strip_prefix(", or ")
        .or_else(|| rest.strip_prefix(", or\n"))
        .map(|rest| leading_spans(rest.trim_start()));
    [squeezed(span)].into_iter().chain(others.unwrap_or_default()).collect()
}

/// Code in as many back-ticks as stand before it, and the text that follows.
fn span(text: &str) -> (&str, &str) {
    let (ticks, _) = text.split_at(text.len() - text.trim_start_matches('`').len());
    assert!(!ticks.is_empty(), "an entry of {FILE} begins with code in back-ticks: {text}");
    text[ticks.len()..]
        .split_once(ticks)
        .expect("code ends in as many back-ticks as it begins with")
}

/// Whether the parts of `key` stand in `text`, in their order.
pub fn is_printed(key: &str, text: &str) -> bool {
    let mut rest = text;
    key.split('…')
        .map(str::trim)
        .all(|part| rest.split_once(part).inspect(|(_, after)| rest = after).is_some())
}
