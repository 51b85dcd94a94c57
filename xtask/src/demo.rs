//! `cargo xtask demo`: boots the kernel's demo, and shows what it printed and what was counted.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use harness::machine::ARM64;
use harness::qemu::Qemu;
use harness::run::{Counts, Measured};
use harness::{cargo, plugin, program, progress, setup};
use plotters::style::RGBColor;

use crate::chart::{self, Line, Panel};
use crate::rows::{self, Row};
use crate::table::{self, Column, DMB, DSB, INSTRUCTIONS, ISB, NO_INSTRUCTIONS, TLBI};
use crate::{host, report};

/// What the main table and the chart show, in this order.
const OPERATIONS: [&str; 3] = ["map", "protect", "unmap"];

const EAGER: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const LAZY: RGBColor = RGBColor(0x00, 0x72, 0xb2);

/// What there is to show.
pub struct Demo {
    /// Everything but the chart.
    pub text: String,
    rows: Vec<Row>,
    title: String,
}

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

/// Boots the kernel.
pub fn in_qemu(qemu: &Qemu) -> Result<Demo> {
    setup::rust_target(ARM64.target)?;
    progress("building the kernel and the counting plugin");
    let program = program::build_one(&ARM64, "demo")?;
    let plugin = plugin::build(qemu.version())?;
    let version = qemu.version();
    progress(&format!("booting the kernel in QEMU {version}"));
    let run = qemu.boot(&program, &plugin)?;
    let counted = format!("counted from outside the guest by a plugin of QEMU {version}");
    Ok(Demo::new(
        &format!("The six calls that define the mode, on an arm64 kernel with its MMU on:\n\n{}", run.stdout.trim_end()),
        &run.measured,
        INSTRUCTIONS,
        &counted,
    ))
}

fn on_this_host() -> Result<Demo> {
    let (trace, measured) = host::demo()?;
    Ok(Demo::new(
        &format!(
            "No kernel booted: its functions run in this process, and barriers are recorded instead of executed.\n\n{}",
            trace.trim_end()
        ),
        &measured,
        NO_INSTRUCTIONS,
        "recorded on this host",
    ))
}

fn show(demo: &Demo) -> Result<()> {
    println!("{}", demo.text);
    let file = cargo::target_dir().join("lazy-mmu/demo.svg");
    demo.draw(&file)?;
    println!("Chart: {}", relative(&file).display());
    Ok(())
}

impl Demo {
    fn new(trace: &str, measured: &[Measured], instructions: Column, counted: &str) -> Self {
        let (rows, others) = rows::group(measured);
        let table = |operations: &[&str], columns: &[Column]| {
            let rows = operations.iter().flat_map(|operation| rows.iter().filter(move |row| row.operation == *operation));
            table::render(rows, columns)
        };
        let mut text = format!(
            "{trace}\n\n\
             Pages of 4 KiB, eagerly and in a section, {counted}.\n\
             A section owes barriers; an invalidation is never deferred, so protecting and unmapping cost what they cost:\n\n\
             {}\n\
             Told apart: mapping where there were no tables yet. Each new table is ordered before its entry by a DMB, at once:\n\n\
             {}\n\
             Nested: each page comes from an allocator that maps it in a section of its own (Linux's DEBUG_PAGEALLOC). The inner end\n\
             pays, and the outer section batches on:\n\n\
             {}",
            table(&OPERATIONS, &[DSB, ISB, TLBI, instructions]),
            table(&["tables"], &[DSB, ISB, DMB, TLBI, instructions]),
            table(&["nested"], &[DSB, ISB, TLBI, instructions]),
        );
        for Measured { label, counts } in others {
            text += &format!("{label}: {counts:?}\n");
        }
        Self { text, rows, title: format!("Data synchronization barriers by number of pages, {counted}") }
    }

    fn panel(&self, operation: &str) -> Panel {
        let line = |name, color, width, counts: fn(&Row) -> Option<Counts>| {
            let rows = self.rows.iter().filter(|row| row.operation == operation);
            Line { name, color, width, points: rows.filter_map(|row| Some((row.pages, counts(row)?.dsb))).collect() }
        };
        let lines = vec![line("eager", EAGER, 5, |row| row.eager), line("lazy", LAZY, 2, |row| row.lazy)];
        Panel::new(operation, ("pages", "DSB"), 8.0, lines)
    }

    /// Draws the chart.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn draw(&self, file: &Path) -> Result<()> {
        // One scale for all panels, so that they compare.
        let all = |row: &Row| [row.eager, row.lazy].into_iter().flatten().map(|counts| counts.dsb).max();
        let most = (self.rows.iter().map(|row| row.pages).max().unwrap_or(1), self.rows.iter().filter_map(all).max().unwrap_or(1));
        let panels = OPERATIONS.map(|operation| Panel { most, ..self.panel(operation) });
        chart::draw(file, &self.title, &panels)
    }
}

/// Inside the workspace, the path from its root.
fn relative(file: &Path) -> PathBuf {
    file.strip_prefix(cargo::workspace()).unwrap_or(file).to_owned()
}
