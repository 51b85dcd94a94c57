//! Boots each program of `tests/kernel/src/bin` in QEMU: it must end with exit code 0 and match its snapshot.
//!
//! `BLESS=1` writes the snapshots instead of comparing them, and removes those that belong to no program; type
//! `cargo xtask bless`.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow, bail, ensure};
use lazy_mmu_tests::program::{self, Program};
use lazy_mmu_tests::qemu::Qemu;
use lazy_mmu_tests::{plugin, progress, setup, snapshot};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

/// Everything is built once, when the first test asks for it.
static BUILT: LazyLock<Result<Built>> = LazyLock::new(Built::new);

struct Built {
    qemu: Qemu,
    plugin: PathBuf,
    programs: Vec<Program>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let names = match program::names() {
        Ok(names) => names,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials: Vec<Trial> = names
        .iter()
        .map(|name| {
            let name = name.clone();
            Trial::test(name.clone(), move || matches_its_snapshot(&name).map_err(for_people))
        })
        .collect();
    let none = names.is_empty();
    trials.push(Trial::test("there_is_a_program", move || if none { Err("tests/kernel/src/bin is empty".into()) } else { Ok(()) }));
    trials.push(Trial::test("each_snapshot_has_its_program", move || no_orphans(&names).map_err(for_people)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

impl Built {
    fn new() -> Result<Self> {
        let qemu = Qemu::find()?.context("QEMU is not installed; `cargo xtask test` installs it or says how to")?;
        setup::rust_target(program::TARGET)?;
        progress("building the kernel's programs and the counting plugin");
        let programs = program::build_all()?;
        Ok(Self { plugin: plugin::build(qemu.version())?, programs, qemu })
    }
}

fn matches_its_snapshot(name: &str) -> Result<()> {
    let built = BUILT.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    let program = built.programs.iter().find(|program| program.name == name);
    let program = program.with_context(|| format!("cargo did not build `{name}`; see that tests/kernel/Cargo.toml does not exclude it"))?;
    let actual = snapshot::render(&built.qemu.boot(program, &built.plugin)?);
    if blessing() {
        return snapshot::write(name, &actual);
    }
    let Some(expected) = snapshot::read(name)? else {
        bail!("`{name}` has no snapshot; run `cargo xtask bless` and read what it wrote\n{actual}");
    };
    ensure!(
        actual == expected,
        "`{name}` does not match its snapshot; if it is right as it is, run `cargo xtask bless`\n{}",
        TextDiff::from_lines(&expected, &actual).unified_diff().header("snapshot", "this run")
    );
    // What a sweep covered is worth a line of the output.
    for total in actual.lines().map(str::trim).filter(|line| line.starts_with("in all: ")) {
        println!("{name}: {total}");
    }
    Ok(())
}

fn no_orphans(names: &[String]) -> Result<()> {
    let orphans = snapshot::orphans(names)?;
    for orphan in &orphans {
        ensure!(blessing(), "{} belongs to no program; remove it, or run `cargo xtask bless`", orphan.display());
        fs::remove_file(orphan).with_context(|| format!("{} cannot be removed; see to its permissions", orphan.display()))?;
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
