//! The page of the demo: `bless` writes its text, and `test` compares that and the demo's picture
//! with what the demo shows now. The test of the pictures writes the picture.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use harness::qemu::Qemu;
use harness::{cargo, generated, progress};

use xtask::demo::{self, Demo};
use xtask::report;

use crate::step::{Outcome, Tests};

/// The file with the text.
const PAGE: &str = "docs/demo.md";
/// The name of the marks around it.
const PART: &str = "demo";
/// The demo's picture.
const PICTURE: &str = "docs/pictures/nesting.svg";

/// Writes the demo's text between the page's marks.
///
/// # Errors
///
/// If the page has no such marks, or cannot be written.
pub fn write(demo: &Demo) -> Result<()> {
    let text = text()?;
    let (before, _, after) = generated::split(&text, PART).context(PAGE)?;
    fs::write(file(), format!("{before}{}{after}", block(&demo.text)))
        .with_context(|| format!("{PAGE} cannot be written; see to its permissions"))
}

/// Compares the page and the picture with what the demo prints and draws. QEMU's version may
/// differ: no count depends on it.
pub fn check(qemu: &Qemu) -> Outcome {
    let name = "docs/demo.md shows what the demo prints";
    progress(name);
    let start = Instant::now();
    let compared = compare(qemu);
    let ok = compared.is_ok();
    if let Err(error) = compared {
        report(error);
    }
    Outcome { name: name.to_owned(), ok, time: start.elapsed(), tests: Tests::default() }
}

fn compare(qemu: &Qemu) -> Result<()> {
    let demo = demo::in_qemu(qemu)?;
    let text = text()?;
    let (_, shown, _) = generated::split(&text, PART).context(PAGE)?;
    let same = without_version(shown) == without_version(&block(&demo.text));
    ensure!(
        same,
        "{PAGE} shows another output than `cargo xtask demo` prints; run `cargo xtask bless` and read the difference"
    );

    let there = fs::read_to_string(cargo::workspace().join(PICTURE))
        .with_context(|| format!("{PICTURE} cannot be read; `cargo xtask bless` writes it"))?;
    generated::compare(PICTURE, &there, &demo.picture()?.svg())
}

fn text() -> Result<String> {
    fs::read_to_string(file())
        .with_context(|| format!("{PAGE} cannot be read; run this in a full checkout"))
}

fn file() -> PathBuf {
    cargo::workspace().join(PAGE)
}

fn block(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

fn without_version(text: &str) -> String {
    let mut parts = text.split("QEMU ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "QEMU " + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_in_qemus_version_is_none() {
        assert_eq!(
            without_version("a plugin of QEMU 7.2.\nmap 1"),
            without_version("a plugin of QEMU 10.0.\nmap 1")
        );
        assert_ne!(without_version("QEMU 7.2: 1"), without_version("QEMU 7.2: 2"));
    }
}
