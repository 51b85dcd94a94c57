//! The snapshot of a program, `snapshots/NAME.txt` of its kernel: its expected output and counts.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::machine::Machine;
use crate::run::Run;

/// A region whose label starts like this has its instructions in the snapshot. Those of others may
/// drift.
const COST: &str = "cost ";
/// A region whose label starts like this is left out: its counts vary from run to run. The guest
/// can predict some of them.
const VARIES: &str = "varies ";

/// Returns the snapshot of a run: the guest's output, then a line for each region.
pub fn render(machine: &Machine, run: &Run) -> String {
    let mut text = run.stdout.clone();
    for region in run.measured.iter().filter(|region| !region.label.starts_with(VARIES)) {
        let counts = &region.counts;
        let columns: Vec<_> = machine
            .columns
            .iter()
            .map(|(name, count)| format!("{name}={}", count(counts)))
            .collect();
        text.push_str(&format!("{}: {}", region.label, columns.join(" ")));
        if region.label.starts_with(COST) {
            text.push_str(&format!(" instructions={}", counts.instructions));
        }
        text.push('\n');
    }
    text
}

/// Returns the snapshot's file of a program.
pub fn path(machine: &Machine, program: &str) -> PathBuf {
    machine.snapshots().join(program).with_extension("txt")
}

/// Reads the snapshot of a program, if it has one.
///
/// # Errors
///
/// If there is one that cannot be read.
pub fn read(machine: &Machine, program: &str) -> Result<Option<String>> {
    let path = path(machine, program);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e)
            .with_context(|| format!("{} cannot be read; see to its permissions", path.display())),
    }
}

/// Writes the snapshot of a program.
///
/// # Errors
///
/// If the file cannot be written.
pub fn write(machine: &Machine, program: &str, text: &str) -> Result<()> {
    let path = path(machine, program);
    fs::create_dir_all(machine.snapshots())
        .and_then(|()| fs::write(&path, text))
        .with_context(|| format!("{} cannot be written; see to its permissions", path.display()))
}

/// Returns the snapshots that belong to none of these programs, sorted.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn orphans(machine: &Machine, programs: &[String]) -> Result<Vec<PathBuf>> {
    let folder = machine.snapshots();
    let expected: Vec<PathBuf> = programs.iter().map(|program| path(machine, program)).collect();
    let entries = match fs::read_dir(&folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| {
            format!("{} cannot be read; see to its permissions", folder.display())
        })?,
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
    use crate::machine::{ARM64, RISCV64};
    use crate::run::{Counts, Measured};

    #[test]
    fn instructions_are_kept_of_costs_nothing_of_a_region_that_varies_and_each_machine_has_its_columns()
     {
        let counts =
            Counts { instructions: 13, dsb: 1, dsb_ishst: 1, isb: 1, dmb: 0, tlbi: 0, sfence: 7 };
        let measured = ["map 1 lazy", "cost pair", "varies much"]
            .map(|label| Measured { label: label.into(), counts })
            .into();
        let run = Run { stdout: "hello\n".into(), measured };
        assert_eq!(
            render(&ARM64, &run),
            "hello\n\
             map 1 lazy: dsb=1 isb=1 dmb=0 tlbi=0\n\
             cost pair: dsb=1 isb=1 dmb=0 tlbi=0 instructions=13\n"
        );
        assert_eq!(
            render(&RISCV64, &run),
            "hello\nmap 1 lazy: sfence=7\ncost pair: sfence=7 instructions=13\n"
        );
    }
}
