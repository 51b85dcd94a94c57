//! Boots each program of `tests/kernels/arm64/src/bin` and of `tests/kernels/riscv64/src/bin` in
//! QEMU: it must end with exit code 0 and match its snapshot.
//!
//! `BLESS=1` writes the snapshots instead of comparing them, and removes those that belong to no
//! program; type `cargo xtask bless`.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow, bail, ensure};
use harness::machine::{ARM64, Machine, RISCV64};
use harness::program::{self, Program};
use harness::qemu::Qemu;
use harness::{plugin, progress, setup, snapshot};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

/// The programs of each machine are built once, when the first test asks for one.
static MACHINES: [(&Machine, LazyLock<Result<Built>>); 2] = [
    (&ARM64, LazyLock::new(|| Built::new(&ARM64))),
    (&RISCV64, LazyLock::new(|| Built::new(&RISCV64))),
];

struct Built {
    qemu: Qemu,
    plugin: PathBuf,
    programs: Vec<Program>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials: Result<Vec<_>> =
        MACHINES.iter().map(|(machine, built)| trials(machine, built)).collect();
    match trials {
        Ok(trials) => {
            libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit_code()
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn trials(
    machine: &'static Machine,
    built: &'static LazyLock<Result<Built>>,
) -> Result<Vec<Trial>> {
    let names = program::names(machine)?;
    let trial = |name: &str, f: Box<dyn FnOnce() -> Result<()> + Send>| {
        Trial::test(name, move || f().map_err(for_people)).with_kind(machine.package)
    };
    let mut trials: Vec<Trial> = Vec::new();
    for name in &names {
        let program = name.clone();
        trials.push(trial(name, Box::new(move || matches_its_snapshot(machine, built, &program))));
    }
    let none = names.is_empty();
    let there_is_one = move || {
        ensure!(!none, "{} is empty", machine.programs().display());
        Ok(())
    };
    trials.push(trial("there_is_a_program", Box::new(there_is_one)));
    trials.push(trial(
        "each_snapshot_has_its_program",
        Box::new(move || no_orphans(machine, &names)),
    ));
    Ok(trials)
}

impl Built {
    fn new(machine: &'static Machine) -> Result<Self> {
        let missing = || {
            format!(
                "{} is not installed; `cargo xtask test` installs it or says how to",
                machine.qemu
            )
        };
        let qemu = Qemu::find(machine)?.with_context(missing)?;
        setup::rust_target(machine.target)?;
        progress("building the kernel's programs and the counting plugin");
        let programs = program::build_all(machine)?;
        Ok(Self { plugin: plugin::build(qemu.version())?, programs, qemu })
    }
}

fn matches_its_snapshot(
    machine: &Machine,
    built: &LazyLock<Result<Built>>,
    name: &str,
) -> Result<()> {
    let built = built.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    let program = built.programs.iter().find(|program| program.name == name);
    let program = program.with_context(|| {
        format!(
            "cargo did not build `{name}`; see that the kernel's Cargo.toml does not exclude it"
        )
    })?;
    let actual = snapshot::render(machine, &built.qemu.boot(program, &built.plugin)?);
    if blessing() {
        return snapshot::write(machine, name, &actual);
    }
    let Some(expected) = snapshot::read(machine, name)? else {
        bail!("`{name}` has no snapshot; run `cargo xtask bless` and read what it wrote\n{actual}");
    };
    ensure!(
        actual == expected,
        "`{name}` does not match its snapshot; if it is right as it is, run `cargo xtask bless`\n{}",
        TextDiff::from_lines(&expected, &actual).unified_diff().header("snapshot", "this run")
    );
    // The coverage of a sweep is worth a line of the output.
    for total in actual.lines().map(str::trim).filter(|line| line.starts_with("in all: ")) {
        println!("{name}: {total}");
    }
    Ok(())
}

fn no_orphans(machine: &Machine, names: &[String]) -> Result<()> {
    let orphans = snapshot::orphans(machine, names)?;
    for orphan in &orphans {
        ensure!(
            blessing(),
            "{} belongs to no program; remove it, or run `cargo xtask bless`",
            orphan.display()
        );
        fs::remove_file(orphan).with_context(|| {
            format!("{} cannot be removed; see to its permissions", orphan.display())
        })?;
    }
    Ok(())
}

fn blessing() -> bool {
    env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// The error and its causes, without a backtrace.
fn for_people(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}
