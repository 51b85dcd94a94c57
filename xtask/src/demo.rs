//! `cargo xtask demo`: boots the kernel's demo, and shows what it printed and what was counted.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use lazy_mmu_tests::qemu::Qemu;
use lazy_mmu_tests::run::Measured;
use lazy_mmu_tests::{cargo, plugin, program, progress, setup};

use crate::rows::{self, Row};
use crate::table::{self, Column, DMB, DSB, INSTRUCTIONS, ISB, NO_INSTRUCTIONS, TLBI};
use crate::{chart, host, report};

/// What the main table and the chart show, in this order.
const OPERATIONS: [&str; 3] = ["map", "protect", "unmap"];
/// The exit code of a demo that had to do without QEMU.
const WITHOUT_QEMU: u8 = 2;

pub fn run(host: bool) -> Result<ExitCode> {
    if host {
        on_this_host()?;
        return Ok(ExitCode::SUCCESS);
    }
    match setup::qemu() {
        Ok(qemu) => {
            in_qemu(&qemu)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            if let Err(why) = on_this_host() {
                report(why);
            }
            // Last, so that it is what is read: how to get QEMU.
            report(error);
            Ok(ExitCode::from(WITHOUT_QEMU))
        }
    }
}

fn in_qemu(qemu: &Qemu) -> Result<()> {
    setup::rust_target(program::TARGET)?;
    let version = qemu.version();
    progress("building the kernel and the counting plugin");
    let program = program::build_one("demo")?;
    let plugin = plugin::build(version)?;
    progress(&format!("booting the kernel in QEMU {version}"));
    let run = qemu.boot(&program, &plugin)?;
    println!("{}", run.stdout);
    println!("What each call executed, counted from outside of the guest by a plugin of QEMU {version}.");
    show(&run.measured, INSTRUCTIONS, &format!("Data synchronization barriers by number of pages, counted in QEMU {version}"))
}

fn on_this_host() -> Result<()> {
    println!("No kernel booted: the kernel's functions run in this process, with barriers that are recorded instead of executed.\n");
    let measured = host::host_measurements()?;
    println!("\nWhat each call recorded. Nothing was executed, so there are no instructions to count.");
    show(&measured, NO_INSTRUCTIONS, "Data synchronization barriers by number of pages, recorded on this host")
}

fn show(measured: &[Measured], instructions: Column, title: &str) -> Result<()> {
    let (rows, others) = rows::group(measured);
    let of = |operations: &[&str]| -> Vec<&Row> {
        operations.iter().flat_map(|operation| rows.iter().filter(move |row| row.operation == *operation)).collect()
    };
    println!("\n{}", table::render(of(&OPERATIONS), &[DSB, ISB, TLBI, instructions]));
    println!("Told apart: mapping as many pages where no tables were yet, new tables included.\n");
    println!("{}", table::render(of(&["tables"]), &[DSB, ISB, DMB, TLBI, instructions]));
    println!("Nested: each page is allocated under DEBUG_PAGEALLOC, in a section of its own that ends inside the one around it.\n");
    println!("{}", table::render(of(&["nested"]), &[DSB, ISB, TLBI, instructions]));
    for Measured { label, counts } in others {
        let [dsb, isb, dmb, tlbi, instructions] = [DSB, ISB, DMB, TLBI, instructions].map(|column| column.cell(counts));
        println!("{label}: {dsb} DSB, {isb} ISB, {dmb} DMB, {tlbi} TLBI, {instructions} instructions");
    }
    let file = cargo::target_dir().join("lazy-mmu/demo.svg");
    chart::draw(&file, title, &OPERATIONS, &rows)?;
    println!("Chart: {}", relative(&file).display());
    Ok(())
}

/// Inside the workspace, the path from its root.
fn relative(file: &Path) -> &Path {
    file.strip_prefix(cargo::workspace()).unwrap_or(file)
}
