//! `cargo xtask bench` and its test: boots `tests/bench/program`, built with and without link-time optimization, and keeps what was
//! counted.
//!
//! [`figures`] are what was counted, `docs/bench.json`; [`document`] shows them, `docs/bench.md`; [`targets`] says how they must be. [`linux`] counts the
//! same rows in a tree of Linux.

pub mod document;
pub mod figures;
pub mod linux;
pub mod targets;

use std::path::Path;

use anyhow::Result;
use figures::{Build, Figures};

use harness::machine::ARM64;
use harness::program::Program;
use harness::qemu::Qemu;
use harness::{cargo, plugin, progress, setup};

/// The figures that are checked in, from the root of the workspace.
pub const JSON: &str = "docs/bench.json";
/// The page that shows them.
pub const DOCUMENT: &str = "docs/bench.md";
/// The file that shows the few that matter most, and the name of the marks around them.
pub const SUMMARY: (&str, &str) = ("README.md", "bench");

/// Builds the program both ways and counts each in one run.
///
/// # Errors
///
/// If it does not build or does not run.
pub fn measure(qemu: &Qemu) -> Result<Figures> {
    setup::rust_target(ARM64.target)?;
    progress("building the counting plugin");
    let plugin = plugin::build(qemu.version())?;
    let mut figures = Figures::default();
    for build in Build::ALL {
        progress(&format!("building what is measured, {}", build.name()));
        let program = program(build.profile())?;
        progress(&format!("counting it in QEMU {}", qemu.version()));
        figures.add(build, &qemu.boot(&program, &plugin)?)?;
    }
    Ok(figures)
}

/// Builds the program by a profile.
///
/// # Errors
///
/// If it does not build.
fn program(profile: &str) -> Result<Program> {
    let built = cargo::Build::new("what is measured").target(ARM64.target).profile(profile).run(&["--package", "bench-program"])?;
    Ok(Program { name: "bench".to_owned(), elf: built.file("bench")?, qemu_arguments: Vec::new() })
}

/// The figures that are checked in.
///
/// # Errors
///
/// If they cannot be read.
pub fn checked_in() -> Result<Figures> {
    Figures::read(&cargo::workspace().join(Path::new(JSON)))
}
