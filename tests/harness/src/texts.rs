//! The texts of the repository: the files that people write, without what is built beside them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cargo;

/// Returns each file whose name ends in `.EXTENSION`, by its path from the root of the workspace,
/// sorted. A link to a file doesn't count: the file does.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn with_extension(extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(cargo::workspace(), extension, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    let problem = || format!("{} cannot be read; see to its permissions", folder.display());
    for entry in fs::read_dir(folder).with_context(problem)? {
        let path = entry.with_context(problem)?.path();
        if path.is_symlink() || is_built(&path) {
            continue;
        }
        if path.is_dir() {
            collect(&path, extension, found)?;
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path.strip_prefix(cargo::workspace()).unwrap_or(&path).to_owned());
        }
    }
    Ok(())
}

/// Cargo marks each target folder with this file. The folder need not be named `target`.
fn is_built(path: &Path) -> bool {
    path.ends_with(".git") || path.ends_with("target") || path.join("CACHEDIR.TAG").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_at_the_root_and_below_it_and_nothing_that_is_built() {
        let found = with_extension("rs").unwrap();
        assert!(found.contains(&"tests/harness/src/texts.rs".into()));
        assert!(with_extension("md").unwrap().contains(&"README.md".into()));
        assert!(!found.iter().any(|path| path.starts_with("target")));
    }
}
