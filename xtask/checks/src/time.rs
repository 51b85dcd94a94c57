//! `cargo xtask time`: the time of mapping and unmapping on this host's CPU, as a table to paste.

use std::process::ExitCode;

use anyhow::Result;
use harness::setup;
use timing::accelerator::Accelerator;
use timing::{MACHINE, build, measure, table};

/// Prints the table and nothing else. With `emulated` it shows that the program works, not times,
/// and the table says so.
pub fn run(emulated: bool) -> Result<ExitCode> {
    let accelerator = if emulated { Accelerator::Tcg } else { Accelerator::of_this_host()? };
    let qemu = setup::qemu(&MACHINE)?;
    let ticks = measure(&qemu, &build(accelerator)?, accelerator, accelerator.cpu())?;
    print!("{}", table::markdown(&ticks, accelerator, &qemu.version().to_string()));
    Ok(ExitCode::SUCCESS)
}
