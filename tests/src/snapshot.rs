//! The snapshot of a program: what it shall print and what shall be counted in it, in `tests/kernel/snapshots/NAME.txt`.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cargo;
use crate::run::Run;

/// Regions whose label starts like this have their instructions in the snapshot; those of others may drift.
const COST: &str = "cost ";
/// Those whose label starts like this are left out: they cost what a run happens to. The guest can predict some of it.
const VARIES: &str = "varies ";

/// What is kept of a run: the guest's output, then a line for each region.
pub fn render(run: &Run) -> String {
    let mut text = run.stdout.clone();
    for region in run.measured.iter().filter(|region| !region.label.starts_with(VARIES)) {
        let counts = &region.counts;
        let line = format!("{}: dsb={} isb={} dmb={} tlbi={}", region.label, counts.dsb, counts.isb, counts.dmb, counts.tlbi);
        text.push_str(&line);
        if region.label.starts_with(COST) {
            text.push_str(&format!(" instructions={}", counts.instructions));
        }
        text.push('\n');
    }
    text
}

/// The folder of all snapshots.
pub fn folder() -> PathBuf {
    cargo::workspace().join("tests/kernel/snapshots")
}

/// The file of one program.
pub fn path(program: &str) -> PathBuf {
    folder().join(program).with_extension("txt")
}

/// The snapshot of a program, if it has one.
///
/// # Errors
///
/// If there is one that cannot be read.
pub fn read(program: &str) -> Result<Option<String>> {
    let path = path(program);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("{} cannot be read; see to its permissions", path.display())),
    }
}

/// Writes the snapshot of a program.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write(program: &str, text: &str) -> Result<()> {
    let path = path(program);
    fs::create_dir_all(folder())
        .and_then(|()| fs::write(&path, text))
        .with_context(|| format!("{} cannot be written; see to its permissions", path.display()))
}

/// The files among the snapshots that belong to none of these programs, sorted.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn orphans(programs: &[String]) -> Result<Vec<PathBuf>> {
    let folder = folder();
    let expected: Vec<PathBuf> = programs.iter().map(|program| path(program)).collect();
    let entries = match fs::read_dir(&folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("{} cannot be read; see to its permissions", folder.display()))?,
    };
    let mut orphans = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if !expected.contains(&path) {
            orphans.push(path);
        }
    }
    orphans.sort();
    Ok(orphans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Counts, Measured};

    #[test]
    fn instructions_are_kept_for_costs_only_and_what_varies_not_at_all() {
        let counts = Counts { instructions: 13, dsb: 1, dsb_ishst: 1, isb: 1, dmb: 0, tlbi: 0 };
        let measured = ["map 1 lazy", "cost pair", "varies much"].map(|label| Measured { label: label.into(), counts }).into();
        let text = render(&Run { stdout: "hello\n".into(), measured });
        assert_eq!(
            text,
            "hello\n\
             map 1 lazy: dsb=1 isb=1 dmb=0 tlbi=0\n\
             cost pair: dsb=1 isb=1 dmb=0 tlbi=0 instructions=13\n"
        );
    }
}
