//! `cargo xtask demo`: boots the kernel's demo, and shows what it printed and what was counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use harness::cargo::Build;
use harness::machine::ARM64;
use harness::program::{self, Program};
use harness::qemu::Qemu;
use harness::run::{Measured, Run};
use harness::{cargo, plugin, progress, setup};
use pictures::{Picture, nesting};

use crate::report;
use crate::rows::{self, Row};
use crate::table::{self, Column, DMB, DSB, INSTRUCTIONS, ISB, NO_INSTRUCTIONS, TLBI};

/// The operations that the main table shows, in this order.
const OPERATIONS: [&str; 3] = ["map", "protect", "unmap"];

/// A CPU without range operations. The kernel reads at boot which ones its CPU has, so the same
/// build serves.
const WITHOUT_RANGES: &str = "cortex-a72";

/// The output of the demo.
pub struct Demo {
    /// Everything but the picture.
    pub text: String,
}

/// Shows the demo in QEMU, or on this host where there is no QEMU.
///
/// # Errors
///
/// If it cannot be shown, or there is no QEMU.
pub fn run(on_host: bool) -> Result<ExitCode> {
    if on_host {
        show(&on_this_host()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    match setup::qemu(&ARM64) {
        Ok(qemu) => {
            show(&in_qemu(&qemu)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            show(&on_this_host()?)?;
            Ok(report(error))
        }
    }
}

/// Boots the kernel, on a CPU with range operations and on one without.
///
/// # Errors
///
/// If it does not build or does not run.
pub fn in_qemu(qemu: &Qemu) -> Result<Demo> {
    setup::rust_target(ARM64.target)?;
    progress("building the kernel and the counting plugin");
    let program = program::build_one(&ARM64, "demo", &["--no-default-features"])?;
    let plugin = plugin::build(qemu.version())?;
    let version = qemu.version();
    progress(&format!("booting the kernel in QEMU {version}"));
    let run = qemu.boot(&program, &plugin)?;
    progress(&format!("booting it on a CPU without range operations, {WITHOUT_RANGES}"));
    let qemu_arguments =
        [&program.qemu_arguments[..], &["-cpu".into(), WITHOUT_RANGES.into()]].concat();
    let without_ranges = qemu.boot(&Program { qemu_arguments, ..program }, &plugin)?;
    let counted = format!("counted from outside the guest by a plugin of QEMU {version}");
    Ok(Demo::new(
        &format!(
            "The six calls that define the mode, on an arm64 kernel with its MMU on:\n\n{}",
            run.stdout.trim_end()
        ),
        &run.measured,
        &without_ranges.measured,
        INSTRUCTIONS,
        &counted,
    ))
}

fn on_this_host() -> Result<Demo> {
    progress("building the demo for this host");
    let program = Build::new("the demo for this host").run(&["--package", "recorded-demo"])?;
    let program = program.file(&format!("recorded-demo{}", std::env::consts::EXE_SUFFIX))?;
    let file = scratch("recorded")?;
    let output =
        Command::new(program).arg(&file).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output =
        output.context("the demo for this host does not start; run `cargo clean` and try again")?;
    ensure!(output.status.success(), "the demo for this host failed, and says above why");
    let recorded =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let run = Run::new(&String::from_utf8_lossy(&output.stdout), &recorded)?;
    Ok(Demo::new(
        &format!(
            "No kernel booted: its functions run in a process, and their barriers are recorded.\n\n{}",
            run.stdout.trim_end()
        ),
        &run.measured,
        // Recorded on one CPU.
        &[],
        NO_INSTRUCTIONS,
        "recorded on this host",
    ))
}

fn show(demo: &Demo) -> Result<()> {
    println!("{}", demo.text);
    let file = scratch("nesting.svg")?;
    fs::write(&file, demo.picture()?.svg())
        .with_context(|| format!("{} cannot be written; see to its permissions", file.display()))?;
    println!("Picture: {}", relative(&file).display());
    Ok(())
}

/// Returns the path of a file of ours in the target folder.
fn scratch(name: &str) -> Result<PathBuf> {
    let folder = cargo::target_dir().join("lazy-mmu");
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made; see to its permissions", folder.display()))?;
    Ok(folder.join(name))
}

impl Demo {
    fn new(
        trace: &str,
        measured: &[Measured],
        without_ranges: &[Measured],
        instructions: Column,
        counted: &str,
    ) -> Self {
        let (rows, others) = rows::group(measured);
        let table_of = |rows: &[Row], operations: &[&str], columns: &[Column]| {
            let rows = operations
                .iter()
                .flat_map(|operation| rows.iter().filter(move |row| row.operation == *operation));
            table::render(rows, columns)
        };
        let table = |operations: &[&str], columns: &[Column]| table_of(&rows, operations, columns);
        let mut text = format!(
            "{trace}\n\n\
             Pages of 4 KiB, eagerly and in a section, {counted}.\n\
             A section defers barriers and never an invalidation, so protecting and unmapping cost the same\n\
             either way. A run of pages takes one TLBI, as this CPU has range operations (FEAT_TLBIRANGE):\n\n\
             {}\n\
             Mapping where there were no tables yet: a DMB orders each new table before its entry, at once:\n\n\
             {}\n\
             Nested: each page comes from an allocator that maps it in a section of its own (Linux's\n\
             DEBUG_PAGEALLOC). The inner section's end flushes; the outer section goes on deferring:\n\n\
             {}",
            table(&OPERATIONS, &[DSB, ISB, TLBI, instructions]),
            table(&["tables"], &[DSB, ISB, DMB, TLBI, instructions]),
            table(&["nested"], &[DSB, ISB, TLBI, instructions]),
        );
        if !without_ranges.is_empty() {
            let (rows, _) = rows::group(without_ranges);
            text += &format!(
                "\nWithout range operations (QEMU's {WITHOUT_RANGES}): each page takes a TLBI, and from 512 pages on\n\
                 one TLBI invalidates everything:\n\n{}",
                table_of(&rows, &["protect", "unmap"], &[DSB, ISB, TLBI])
            );
        }
        for Measured { label, counts } in others {
            text += &format!("{label}: {counts:?}\n");
        }
        Self { text }
    }

    /// Draws the six calls, from the lines that the program printed.
    ///
    /// # Errors
    ///
    /// If it printed none.
    pub fn picture(&self) -> Result<Picture> {
        nesting::draw(&self.text).context("the demo printed no calls to draw")
    }
}

/// Returns the path from the workspace's root, if the file is in the workspace.
fn relative(file: &Path) -> PathBuf {
    file.strip_prefix(cargo::workspace()).unwrap_or(file).to_owned()
}
