//! `cargo xtask time`: boots `tests/timing/program` on this host's own CPU, and makes a table of
//! what the generic timer says.
//!
//! [`accelerator`] is what lets a guest execute on the CPU itself, [`ticks`] what the guest
//! printed, [`spread`] and [`cpu`] what is made of it, and [`table`] how it is shown.
//! `docs/time.md` says how to read that.

pub mod accelerator;
pub mod cpu;
pub mod spread;
pub mod table;
pub mod ticks;

use anyhow::{Context, Result};
use harness::cargo::Build;
use harness::machine::{ARM64, Machine};
use harness::program::Program;
use harness::qemu::Qemu;
use harness::{progress, setup};

use accelerator::Accelerator;
use ticks::Ticks;

/// QEMU's `virt` of arm64 as every accelerator has it: its own interrupt controller, as no
/// interrupt comes, and addresses that every CPU can translate. Its first UART is connected to
/// stdout.
pub static MACHINE: Machine = Machine {
    package: "timing-program",
    folder: "tests/timing/program",
    arguments: &[
        "-machine",
        "virt,highmem=off",
        "-smp",
        "1",
        "-m",
        "256M",
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "stdio",
    ],
    ..ARM64
};

/// How often each way is timed where that is for function alone.
const RUNS_EMULATED: &str = "3";

/// Builds the program, for runs that show a spread or, to be emulated, for a few.
///
/// # Errors
///
/// If it does not build.
pub fn build(accelerator: Accelerator) -> Result<Program> {
    setup::rust_target(MACHINE.target)?;
    progress("building what is timed");
    let mut build = Build::new("what is timed").target(MACHINE.target);
    if accelerator == Accelerator::Tcg {
        build = build.environment("LAZY_MMU_RUNS", RUNS_EMULATED);
    }
    let built = build.run(&["--package", MACHINE.package])?;
    Ok(Program {
        name: "timing".to_owned(),
        elf: built.file("timing")?,
        qemu_arguments: Vec::new(),
    })
}

/// Boots it with this accelerator, as this CPU of QEMU's, and reads what it printed.
///
/// # Errors
///
/// If the accelerator does not run it, or it does not end well in time.
pub fn measure(
    qemu: &Qemu,
    program: &Program,
    accelerator: Accelerator,
    cpu: &str,
) -> Result<Ticks> {
    progress(&format!("booting it in QEMU {}, {}", qemu.version(), accelerator.how()));
    let program =
        Program { qemu_arguments: ["-cpu", cpu].map(str::to_owned).into(), ..program.clone() };
    let printed =
        qemu.boot_uncounted(&program, accelerator.name()).with_context(|| accelerator.problem())?;
    Ticks::read(&printed)
}
