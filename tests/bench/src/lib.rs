//! `cargo xtask bench` and its test: boots two programs in QEMU and counts what they execute.
//!
//! `tests/bench/program` maps pages, built with and without link-time optimization.
//! `tests/bench/costs` makes single calls, in each contract with a kernel and at each level of
//! optimization. [`figures`] holds the counts (`docs/bench.json`), [`document`] shows them
//! (`docs/bench.md`), [`picture`] draws them, and [`targets`] checks them. [`costs`] has the tables
//! of single calls, [`adapters`] those of the adapters beside their crates, [`sizes`] those of
//! bytes, and [`linux`] the same calls in Linux.

pub mod adapters;
pub mod build;
pub mod costs;
pub mod document;
pub mod figures;
pub mod linux;
pub mod picture;
pub mod sizes;
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
/// The file that shows the most important figures, and the name of the marks around them.
pub const SUMMARY: (&str, &str) = ("README.md", "costs");

/// Builds both programs in each way, and counts each in one run.
///
/// # Errors
///
/// If one does not build or does not run.
pub fn measure(qemu: &Qemu) -> Result<Figures> {
    setup::rust_target(ARM64.target)?;
    progress("building the counting plugin");
    let plugin = plugin::build(qemu.version())?;
    let mut figures = Figures::default();
    let programs =
        [("bench-program", "bench", &Build::ALL[..]), ("bench-costs", "costs", &Build::LEVELS[..])];
    for (package, name, builds) in programs {
        for &build in builds {
            progress(&format!("building {package}, {}", build.name()));
            let program = program(package, name, build.profile())?;
            progress(&format!("counting it in QEMU {}", qemu.version()));
            let run = qemu.boot(&program, &plugin)?;
            figures.add(build, &run)?;
            figures.sizes.extend(sizes::read(
                build,
                &run.stdout,
                &sizes::functions(&program.elf)?,
            )?);
        }
    }
    Ok(figures)
}

/// Builds a program by a profile.
///
/// # Errors
///
/// If it does not build.
fn program(package: &str, name: &str, profile: &str) -> Result<Program> {
    let built = cargo::Build::new(package)
        .target(ARM64.target)
        .profile(profile)
        .run(&["--package", package])?;
    Ok(Program { name: name.to_owned(), elf: built.file(name)?, qemu_arguments: Vec::new() })
}

/// Reads the figures that are checked in.
///
/// # Errors
///
/// If they cannot be read.
pub fn checked_in() -> Result<Figures> {
    Figures::read(&cargo::workspace().join(Path::new(JSON)))
}
