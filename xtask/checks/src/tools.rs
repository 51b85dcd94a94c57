//! Commands that run somebody else's tool, which takes minutes to install or hours to run. Of
//! these, `cargo xtask test` runs `msrv` alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Subcommand, ValueEnum};
use harness::{cargo, progress};

use crate::packages::{self, LIBRARIES};
use crate::{exit_code, litmus, msrv, nightly};

#[derive(Subcommand)]
pub enum Tool {
    /// Have libFuzzer look for a sequence of operations, or a use of the attribute, that is treated
    /// wrongly.
    Fuzz {
        /// One of `fuzz/fuzz_targets`. Without it, each of them runs, one after the other.
        target: Option<FuzzTarget>,
        /// How long each of them runs.
        #[arg(long, default_value_t = 300)]
        seconds: u32,
        /// Reduce its file in `fuzz/corpus` to the fewest inputs that reach the same code.
        #[arg(long)]
        keep: bool,
    },
    /// Put faults into the libraries, one at a time, and say which ones no test finds.
    Mutants {
        /// For `cargo mutants`: `-p lazy-mmu-arm64` for one crate, `--shard 0/8` for a part.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Say how much of the libraries the host tests execute.
    Coverage,
    /// Put the litmus tests to Arm's memory model, by herd7, and compare its answers with those
    /// that are recorded.
    Litmus {
        /// Ask about the tests with this in their names only.
        name: Option<String>,
        /// Ask for FEAT_ETS3 too, and for the model as the manual publishes it.
        #[arg(long)]
        all: bool,
    },
    /// Check the licences and the sources of all dependencies, and the sources of ArceOS.
    Deny,
    /// Check that what changed since a revision is allowed by the version.
    Semver {
        /// A tag or a commit.
        baseline: String,
    },
    /// Build the libraries with the oldest Rust that they are for.
    Msrv,
}

/// The programs of `fuzz/fuzz_targets`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FuzzTarget {
    /// `#[lazy_mmu]` on anything.
    Attribute,
    /// Any sequence of operations on a slot.
    Operations,
}

impl FuzzTarget {
    fn name(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Operations => "operations",
        }
    }
}

/// Longer inputs find nothing that shorter ones do not.
const FUZZ_BYTES: u32 = 512;

/// The report on the three libraries, without the packages of the tests.
const COVERED: &str =
    "llvm-cov report --summary-only --ignore-filename-regex (^|/)(tests|fuzz|xtask)/";

impl Tool {
    pub fn run(self) -> Result<ExitCode> {
        match self {
            Self::Fuzz { target, seconds, keep } => fuzz(target, seconds, keep),
            Self::Mutants { arguments } => {
                let output = cargo::target_dir();
                let mut mutants = with("mutants", "mutants --output")?;
                // It builds copies of the workspace, each in a folder of its own. Nobody debugs
                // them.
                mutants.env_remove("CARGO_TARGET_DIR").env("CARGO_PROFILE_DEV_DEBUG", "0");
                mutants.arg(&output);
                if !arguments
                    .iter()
                    .any(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
                {
                    mutants.args(LIBRARIES.split_whitespace());
                }
                // The packages whose tests run. cargo-mutants ignores `test_package` for the run
                // that all mutants are compared with.
                mutants
                    .args(packages::pure()?.iter().map(|package| format!("--cargo-arg={package}")));
                succeeds(mutants.args(arguments))
            }
            Self::Coverage => {
                succeeds(
                    with("llvm-cov", "llvm-cov test --no-report --tests")?.args(packages::pure()?),
                )?;
                succeeds(with("llvm-cov", COVERED)?.args(LIBRARIES.split_whitespace()))
            }
            Self::Litmus { name, all } => litmus::run(name.as_deref(), all),
            Self::Deny => {
                succeeds(&mut with("deny", "deny --all-features check bans licenses sources")?)?;
                // Nobody links ArceOS, which a test boots, so it may have other licences.
                succeeds(&mut with(
                    "deny",
                    "deny --manifest-path tests/kernels/arceos/Cargo.toml --config deny.toml --all-features check bans sources",
                )?)
            }
            // It cannot see into a proc-macro crate.
            Self::Semver { baseline } => succeeds(
                with(
                    "semver-checks",
                    "semver-checks -p lazy-mmu-core -p lazy-mmu-arm64 --baseline-rev",
                )?
                .arg(baseline),
            ),
            Self::Msrv => msrv::run(),
        }
    }
}

fn fuzz(target: Option<FuzzTarget>, seconds: u32, keep: bool) -> Result<ExitCode> {
    with("fuzz", "")?;
    let nightly =
        nightly::command("--version").output().is_ok_and(|output| output.status.success());
    ensure!(
        nightly,
        "libFuzzer needs a nightly compiler; install it with `rustup toolchain install nightly --profile minimal`"
    );
    for target in FuzzTarget::value_variants()
        .iter()
        .filter(|each| target.is_none_or(|target| target == **each))
        .map(|each| each.name())
    {
        progress(&format!("fuzzing `{target}` for {seconds} seconds"));
        let found = folder(target)?;
        let corpus = empty(&format!("{target}-corpus"))?;
        packer("unpack", target, &corpus)?;
        let libfuzzer = |options: &str, folders: &[&Path]| {
            let mut command = nightly::command("fuzz run --features libfuzzer --sanitizer none");
            command
                .arg(target)
                .args(folders)
                .arg("--")
                .arg(format!("-max_len={FUZZ_BYTES}"))
                .args(options.split_whitespace());
            succeeds(&mut command)
        };
        // New inputs go into the first folder, and stay there for the next time.
        libfuzzer(&format!("-max_total_time={seconds}"), &[&found, &corpus])?;
        if keep {
            let kept = empty(&format!("{target}-kept"))?;
            libfuzzer("-set_cover_merge=1 -use_counters=0", &[&kept, &corpus, &found])?;
            packer("pack", target, &kept)?;
        }
    }
    Ok(exit_code(true))
}

/// Returns a folder of the fuzzer's, which may have files in it.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = cargo::target_dir().join("fuzz").join(name);
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made; see to its permissions", folder.display()))?;
    Ok(folder)
}

/// Returns the folder of [`folder`], without its files.
fn empty(name: &str) -> Result<PathBuf> {
    let folder = folder(name)?;
    fs::remove_dir_all(&folder).with_context(|| {
        format!("{} cannot be emptied; see to its permissions", folder.display())
    })?;
    self::folder(name)
}

/// Runs `fuzz/src/bin/corpus.rs`: `action` is `unpack` or `pack`.
fn packer(action: &str, target: &str, folder: &Path) -> Result<ExitCode> {
    let mut packer = cargo::command();
    packer
        .args(["run", "--quiet", "--package", "fuzz", "--bin", "corpus", "--", action, target])
        .arg(folder);
    succeeds(&mut packer)
}

/// Returns cargo with these arguments, separated by spaces, for a subcommand that somebody else
/// wrote.
///
/// # Errors
///
/// If it is not installed.
fn with(subcommand: &str, arguments: &str) -> Result<Command> {
    let installed = cargo::command()
        .args([subcommand, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    ensure!(
        installed,
        "cargo has no `{subcommand}`; install it with `cargo install --locked cargo-{subcommand}`, which takes minutes"
    );
    let mut command = cargo::command();
    command.args(arguments.split_whitespace());
    Ok(command)
}

/// Runs it.
///
/// # Errors
///
/// If it does not start, or fails; it has said why.
fn succeeds(command: &mut Command) -> Result<ExitCode> {
    let program = command.get_program().display().to_string();
    let status = command
        .status()
        .with_context(|| format!("`{program}` does not start; install Rust with rustup"))?;
    ensure!(status.success(), "`{program}` failed, and says above why");
    Ok(exit_code(true))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_program_of_the_fuzzer_is_a_target() {
        let files = fs::read_dir(cargo::workspace().join("fuzz/fuzz_targets"))
            .unwrap()
            .map(|file| file.unwrap().path());
        let programs: BTreeSet<_> =
            files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(
            programs,
            FuzzTarget::value_variants().iter().map(|target| target.name().to_owned()).collect()
        );
    }
}
