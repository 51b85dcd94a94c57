//! The README's demo output and chart: written by `bless`, and compared by `test` with what the demo shows now.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use lazy_mmu_tests::qemu::Qemu;
use lazy_mmu_tests::{cargo, progress};

use crate::demo::{self, Demo};
use crate::report;
use crate::step::{Outcome, Tests};

const BEGIN: &str = "<!-- demo: written by `cargo xtask bless` -->\n";
const END: &str = "<!-- /demo -->\n";

/// Writes the demo's text between the README's marks, and its chart beside.
///
/// # Errors
///
/// If the README has no such marks, or cannot be written.
pub fn write(demo: &Demo) -> Result<()> {
    let text = text()?;
    let (before, _, after) = split(&text)?;
    fs::write(file(), format!("{before}{BEGIN}{}{END}{after}", block(&demo.text)))
        .context("README.md cannot be written; see to its permissions")?;
    demo.draw(&cargo::workspace().join("docs/demo.svg"))
}

/// Whether the README shows what the demo prints. QEMU's version may differ: what is counted does not depend on it.
pub fn check(qemu: &Qemu) -> Outcome {
    let name = "the README shows what the demo prints";
    progress(name);
    let start = Instant::now();
    let compared = text().and_then(|text| {
        let (_, shown, _) = split(&text)?;
        let same = without_version(shown) == without_version(&block(&demo::in_qemu(qemu)?.text));
        ensure!(same, "README.md shows another output than `cargo xtask demo` prints; run `cargo xtask bless` and read the difference");
        Ok(())
    });
    let ok = compared.is_ok();
    if let Err(error) = compared {
        report(error);
    }
    Outcome { name: name.to_owned(), ok, time: start.elapsed(), tests: Tests::default() }
}

/// The README.
///
/// # Errors
///
/// If it cannot be read.
pub fn text() -> Result<String> {
    fs::read_to_string(file()).context("README.md cannot be read; run this in a full checkout")
}

fn file() -> PathBuf {
    cargo::workspace().join("README.md")
}

/// What stands before, between and behind the marks.
fn split(text: &str) -> Result<(&str, &str, &str)> {
    text.split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(between, after)| (before, between, after)))
        .with_context(|| format!("README.md has no place for the demo's output; put the lines `{}` and `{}`", BEGIN.trim(), END.trim()))
}

fn block(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

fn without_version(text: &str) -> String {
    let mut parts = text.split("QEMU ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "QEMU " + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_stands_between_the_marks() {
        let text = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(split(&text).unwrap(), ("before\n", "old\n", "after\n"));
        assert!(split("no marks").is_err());
    }

    #[test]
    fn a_difference_in_qemus_version_is_none() {
        assert_eq!(without_version("a plugin of QEMU 7.2.\nmap 1"), without_version("a plugin of QEMU 10.0.\nmap 1"));
        assert_ne!(without_version("QEMU 7.2: 1"), without_version("QEMU 7.2: 2"));
    }
}
