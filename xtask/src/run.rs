//! `cargo xtask run`: boots an example kernel in QEMU, and shows what it prints and executes.

use std::process::ExitCode;

use anyhow::{Result, ensure};
use harness::machine::ARM64;
use harness::run::Run;
use harness::{plugin, program, progress, setup};

use crate::table::{DSB, ISB, TLBI};

/// Boots the kernel of that name, and shows its [`text`].
///
/// # Errors
///
/// If there is no such kernel or no QEMU, or the kernel does not build or does not end well.
pub fn run(name: &str) -> Result<ExitCode> {
    let names = program::examples()?;
    ensure!(
        names.iter().any(|each| each == name),
        "there is no example kernel `{name}`; there is {}",
        list(&names)
    );
    let qemu = setup::qemu(&ARM64)?;
    setup::rust_target(ARM64.target)?;
    progress("building the kernel and the counting plugin");
    let program = program::build_example(&ARM64, name)?;
    let plugin = plugin::build(qemu.version())?;
    progress(&format!("booting the kernel in QEMU {}", qemu.version()));
    print!("{}", text(&qemu.boot(&program, &plugin)?));
    Ok(ExitCode::SUCCESS)
}

/// Returns what the kernel printed, and a table of what a plugin counted from outside.
pub fn text(run: &Run) -> String {
    let columns = [DSB, ISB, TLBI];
    let label = "counted by a plugin of QEMU";
    let width = run.measured.iter().map(|region| region.label.len()).fold(label.len(), usize::max);
    let line = |label: &str, cells: [String; 3]| {
        let cells = cells.map(|cell| format!("  {cell:>4}"));
        format!("{label:<width$}{}\n", cells.concat())
    };
    let rows = run.measured.iter().map(|region| {
        line(&region.label, columns.each_ref().map(|column| column.cell(&region.counts)))
    });
    format!(
        "{}\n{}{}",
        run.stdout,
        line(label, columns.each_ref().map(|column| column.head().into())),
        rows.collect::<String>()
    )
}

/// Returns the names as a person lists them.
pub fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use harness::run::{Counts, Measured};

    use super::*;

    #[test]
    fn counts_stand_below_what_was_printed_in_columns() {
        let counts = Counts { dsb: 64, isb: 64, tlbi: 1, ..Counts::default() };
        let measured = vec![Measured { label: "map 64 pages".into(), counts }];
        assert_eq!(
            text(&Run { stdout: "hello\n".into(), measured }),
            "hello\n\
             \n\
             counted by a plugin of QEMU   DSB   ISB  TLBI\n\
             map 64 pages                   64    64     1\n"
        );
    }

    #[test]
    fn a_kernel_that_is_not_there_is_an_error_that_names_those_that_are() {
        let error = run("last-kernel").unwrap_err().to_string();
        assert_eq!(error, "there is no example kernel `last-kernel`; there is `first-kernel`");
    }
}
