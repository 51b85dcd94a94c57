//! The bare-metal programs: each file in `src/bin` of a machine's kernel is one, and its name is
//! the claim that it checks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::cargo::{self, Build, Built};
use crate::machine::Machine;

/// The folder of the example kernels, and the file that each begins with.
const EXAMPLES: &str = "examples";
const MAIN: &str = "src/main.rs";

/// A built program.
#[derive(Clone, Debug)]
pub struct Program {
    /// The name of its file, without the extension.
    pub name: String,
    /// The file to boot.
    pub elf: PathBuf,
    /// The arguments of QEMU in its header: `//! qemu: -smp 4`. They follow the machine's own, and
    /// QEMU takes the last `-cpu` and `-smp` that it is given.
    pub qemu_arguments: Vec<String>,
}

/// Returns the names of all programs for a machine, sorted.
///
/// # Errors
///
/// If their folder cannot be read.
pub fn names(machine: &Machine) -> Result<Vec<String>> {
    let folder = machine.programs();
    let problem = || format!("{} cannot be read; run this in a full checkout", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(problem)? {
        let path = entry.with_context(problem)?.path();
        if let (Some(name), Some("rs")) =
            (path.file_stem().and_then(|s| s.to_str()), path.extension().and_then(|s| s.to_str()))
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Builds all programs for a machine.
///
/// # Errors
///
/// If one does not build.
pub fn build_all(machine: &Machine) -> Result<Vec<Program>> {
    let built = build(machine).run(&["--package", machine.package, "--bins"])?;
    names(machine)?.iter().map(|name| program(machine, &built, name)).collect()
}

/// Builds one program; `arguments` are cargo's, such as its features.
///
/// # Errors
///
/// If it does not exist or does not build.
pub fn build_one(machine: &Machine, name: &str, arguments: &[&str]) -> Result<Program> {
    let there = names(machine)?;
    ensure!(
        there.iter().any(|each| each == name),
        "there is no program `{name}`; {} has the programs",
        machine.programs().display()
    );
    let built = build(machine)
        .run(&[&["--package", machine.package, "--bin", name], arguments].concat())?;
    program(machine, &built, name)
}

/// Returns the names of the kernels in `examples`, sorted: the folders that are a program.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn examples() -> Result<Vec<String>> {
    let folder = cargo::workspace().join(EXAMPLES);
    let problem = || format!("{} cannot be read; run this in a full checkout", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(problem)? {
        let entry = entry.with_context(problem)?;
        if entry.path().join(MAIN).is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Builds an example kernel. Its package and its program have the name of its folder.
///
/// # Errors
///
/// If it does not build.
pub fn build_example(machine: &Machine, name: &str) -> Result<Program> {
    let built = build(machine).run(&["--package", name, "--bin", name])?;
    let qemu_arguments = header(&cargo::workspace().join(EXAMPLES).join(name).join(MAIN))?;
    Ok(Program { name: name.to_owned(), elf: built.file(name)?, qemu_arguments })
}

fn build(machine: &Machine) -> Build<'static> {
    Build::new("the kernel").target(machine.target)
}

fn program(machine: &Machine, built: &Built, name: &str) -> Result<Program> {
    let qemu_arguments = header(&machine.programs().join(name).with_extension("rs"))?;
    Ok(Program { name: name.to_owned(), elf: built.file(name)?, qemu_arguments })
}

fn header(source: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(source).with_context(|| {
        format!("{} cannot be read; each program is one file in that folder", source.display())
    })?;
    let arguments = qemu_arguments(&text);
    ensure!(
        arguments.iter().all(|argument| !argument.contains(['"', '\''])),
        "{} has quotes in its `//! qemu:` line; arguments are split at spaces, so write them without",
        source.display()
    );
    Ok(arguments)
}

/// Returns the words of the lines `//! qemu: …` in the comment at the top of a program.
fn qemu_arguments(source: &str) -> Vec<String> {
    source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .filter_map(|line| line.trim().strip_prefix("qemu:"))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_ask_for_more_qemu_arguments() {
        let source = "//! Claim.\n//!\n//! qemu: -smp 4\n//! qemu: -icount shift=4\n#![no_std]\n";
        assert_eq!(qemu_arguments(source), ["-smp", "4", "-icount", "shift=4"]);
    }

    #[test]
    fn a_qemu_line_below_the_header_is_not_one() {
        assert!(qemu_arguments("//! Claim.\n#![no_std]\n//! qemu: -smp 4\n").is_empty());
    }
}
