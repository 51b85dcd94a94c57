//! `cargo xtask time`: boots `tests/timing/program` on this host's own CPU, and makes a table of
//! the times by the generic timer.
//!
//! [`accelerator`] lets the guest execute on the CPU itself. [`ticks`] reads the guest's output.
//! [`spread`] and [`cpu`] evaluate it, and [`table`] shows it. `docs/time.md` says how to read the
//! table.

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

/// QEMU's `virt` machine of arm64, as every accelerator has it. The interrupt controller is QEMU's
/// default, because no interrupt comes, and every CPU can translate the addresses. The first UART
/// goes to stdout.
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

/// How often each way is timed in an emulation, which only shows that it works.
const RUNS_EMULATED: &str = "3";

/// Builds the program: for enough runs to show a spread or, if it is emulated, for a few.
///
/// # Errors
///
/// If it does not build.
pub fn build(accelerator: Accelerator) -> Result<Program> {
    setup::rust_target(MACHINE.target)?;
    progress("building the timed program");
    let mut build = Build::new("the timed program").target(MACHINE.target);
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

/// Boots the program with this accelerator and this CPU of QEMU's, and reads its output.
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
