//! A file of the repository that is generated: a test compares it with what would be written now, `cargo xtask bless` writes it.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use similar::TextDiff;

use crate::cargo;

/// Compares the text of `file`, a path from the root of the workspace, with what it should be; writes it if this is a blessing.
///
/// # Errors
///
/// If they differ, with the differing lines; or the file cannot be read or written.
pub fn check(file: &str, expected: &str) -> Result<()> {
    let path = cargo::workspace().join(file);
    if blessing() {
        return write(&path, expected);
    }
    let there = fs::read_to_string(&path).with_context(|| format!("{file} cannot be read; `cargo xtask bless` writes it"))?;
    compare(file, &there, expected)
}

/// Compares what `file` has with what it should have.
///
/// # Errors
///
/// If they differ, with the differing lines.
pub fn compare(file: &str, there: &str, expected: &str) -> Result<()> {
    ensure!(
        there == expected,
        "{file} is not what it would be now; run `cargo xtask bless` and read the difference\n{}",
        TextDiff::from_lines(there, expected).unified_diff().header(file, "now")
    );
    Ok(())
}

/// Whether generated files are to be written, not compared.
pub fn blessing() -> bool {
    env::var_os("BLESS").is_some_and(|value| value == "1")
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written; see to its permissions", path.display()))
}
