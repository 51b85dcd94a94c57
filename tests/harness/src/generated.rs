//! A generated file of the repository, or a generated part of one. A test compares it with the text
//! that would be written now; `cargo xtask bless` writes it.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use similar::TextDiff;

use crate::cargo;

/// Compares the text of `file`, a path from the root of the workspace, with the expected one.
/// Writes it instead if this is a blessing.
///
/// # Errors
///
/// If they differ, with the differing lines; or the file cannot be read or written.
pub fn check(file: &str, expected: &str) -> Result<()> {
    let path = cargo::workspace().join(file);
    if blessing() {
        return write(&path, expected);
    }
    let there = fs::read_to_string(&path)
        .with_context(|| format!("{file} cannot be read; `cargo xtask bless` writes it"))?;
    compare(file, &there, expected)
}

/// Checks the part of `file` between the marks of `name`, as [`check`] does; see [`split`].
///
/// # Errors
///
/// As [`check`], and if there are no such marks.
pub fn check_part(file: &str, name: &str, expected: &str) -> Result<()> {
    let text = fs::read_to_string(cargo::workspace().join(file))
        .with_context(|| format!("{file} cannot be read"))?;
    let (before, _, after) = split(&text, name).with_context(|| file.to_owned())?;
    check(file, &format!("{before}{expected}{after}"))
}

/// Splits a text at the marks of a generated part: before, between and behind them. The marks
/// themselves are in the outer parts.
///
/// # Errors
///
/// If the text has no such marks.
pub fn split<'a>(text: &'a str, name: &str) -> Result<(&'a str, &'a str, &'a str)> {
    let begin = format!("<!-- {name}: written by `cargo xtask bless` -->\n");
    let end = format!("<!-- /{name} -->\n");
    let from = text.find(&begin).map(|at| at + begin.len());
    from.and_then(|from| Some((&text[..from], &text[from..][..text[from..].find(&end)?])))
        .map(|(before, between)| (before, between, &text[before.len() + between.len()..]))
        .with_context(|| {
            format!(
                "there is no place for the generated text; write the lines `{}` and `{}`",
                begin.trim(),
                end.trim()
            )
        })
}

/// Compares the text of `file` with the expected one.
///
/// # Errors
///
/// If they differ, with the differing lines.
pub fn compare(file: &str, there: &str, expected: &str) -> Result<()> {
    ensure!(
        there == expected,
        "{file} is not as it would be written now; run `cargo xtask bless` and read the difference\n{}",
        TextDiff::from_lines(there, expected).unified_diff().header(file, "now")
    );
    Ok(())
}

/// Returns whether generated files are written, not compared.
pub fn blessing() -> bool {
    env::var_os("BLESS").is_some_and(|value| value == "1")
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)
        .with_context(|| format!("{} cannot be written; see to its permissions", path.display()))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_generated_part_is_between_marks() {
        let (begin, end) =
            ("<!-- figures: written by `cargo xtask bless` -->\n", "<!-- /figures -->\n");
        let text = format!("before\n{begin}old\n{end}after\n");
        let (before, between, after) = split(&text, "figures").unwrap();
        assert_eq!(
            (before, between, after),
            (&*format!("before\n{begin}"), "old\n", &*format!("{end}after\n"))
        );
        assert!(split(&text, "demo").is_err() && split("no marks", "figures").is_err());
    }
}
