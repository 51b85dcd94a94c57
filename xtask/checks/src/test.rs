//! `cargo xtask test`: all checks and all tests. Every step runs, unless the build is broken.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use anyhow::Result;
use harness::machine::{ARM64, RISCV64};
use harness::{cargo, setup};

use crate::packages::{self, LIBRARIES};
use crate::step::{Outcome, Step, run_side_by_side};
use crate::{demo_page, exit_code, msrv, nightly};

/// The targets that kernels are built for.
const BARE_METAL: [&str; 2] = ["aarch64-unknown-none", "aarch64-unknown-none-softfloat"];
/// Other targets that portable code is built for. There lazy-mmu-arm64 executes nothing.
const ELSEWHERE: [&str; 2] = ["riscv64imac-unknown-none-elf", "x86_64-unknown-none"];
/// A target for the core alone: `aarch64-paging` needs addresses of 64 bits.
const ADDRESSES_OF_32_BITS: &str = "wasm32-unknown-unknown";
/// The adapters: features of lazy-mmu-arm64, each named after its crate.
const ADAPTERS: [&str; 2] = ["aarch64-paging", "page-table-multiarch"];

/// Runs all steps; the summary comes last, whatever happened. `full` adds the tests that take
/// minutes.
pub fn run(full: bool) -> Result<ExitCode> {
    let qemu = setup::qemu(&ARM64)?;
    setup::qemu(&RISCV64)?;
    for target in
        BARE_METAL.into_iter().chain(ELSEWHERE).chain([RISCV64.target, ADDRESSES_OF_32_BITS])
    {
        setup::rust_target(target)?;
    }
    let mut outcomes = Vec::new();
    for step in checks() {
        outcomes.push(step.run()?);
    }
    for step in builds() {
        let outcome = step.run()?;
        let built = outcome.ok;
        outcomes.push(outcome);
        if !built {
            println!("\nThe build is broken, so no test runs; cargo says above why.");
            return Ok(summarize(&outcomes, &[]));
        }
    }
    for step in tests()?.into_iter().chain(full.then(full_stress)) {
        outcomes.push(step.run()?);
    }
    outcomes.push(demo_page::check(&qemu));
    let oldest = msrv::steps().unwrap_or_else(|why| {
        (Vec::new(), Some(format!("no build with the oldest Rust: {why:#}")))
    });
    let mut not_run = Vec::new();
    for step in oldest.0 {
        outcomes.push(step.run()?);
    }
    let nightly = nightly::steps(full)?;
    outcomes.extend(run_side_by_side(nightly.0)?);
    not_run.extend([oldest.1, nightly.1].into_iter().flatten());
    Ok(summarize(&outcomes, &not_run))
}

fn checks() -> Vec<Step> {
    let docs = |name, arguments: &str| Step::new(name, arguments).env("RUSTDOCFLAGS", "-Dwarnings");
    let arceos =
        |name, arguments: &str| Step::new(name, arguments).in_folder("tests/kernels/arceos");
    let arceos_target = cargo::target_dir().join("arceos");
    vec![
        Step::new("formatting", "fmt --all --check"),
        arceos("formatting of ArceOS", "fmt --all --check"),
        Step::new(
            "clippy",
            "clippy --workspace --exclude arm64-kernel --exclude bench-program --exclude bench-costs --exclude bench-library --exclude timing-program --exclude riscv64-kernel --exclude first-kernel --all-targets -- -D warnings",
        ),
        Step::new(
            "clippy on bare metal",
            "clippy -p arm64-kernel -p first-kernel -p bench-program -p bench-costs -p timing-program -p bench-library -p paging -p lazy-mmu-core -p lazy-mmu-arm64 --target aarch64-unknown-none-softfloat -- -D warnings",
        ),
        Step::new(
            "clippy on bare metal of riscv64",
            "clippy -p riscv64-kernel -p lazy-mmu-riscv64 -p batching --target riscv64imac-unknown-none-elf -- -D warnings",
        ),
        Step::new(
            "clippy on the plugin for newer QEMU",
            "clippy -p count-plugin --features api-3 -- -D warnings",
        ),
        // `--all-targets` leaves out a test that runs in a step of its own.
        Step::new("clippy on the test of links", "clippy -p checks --test links -- -D warnings"),
        // Clippy checks it and links nothing, so it does not need the library of libFuzzer, which a
        // C++ compiler would build.
        Step::new(
            "clippy on the fuzzer",
            "clippy -p fuzz --features libfuzzer --bins -- -D warnings",
        )
        .env("CUSTOM_LIBFUZZER_PATH", "nowhere/libfuzzer.a"),
        arceos("clippy on ArceOS", "clippy --workspace --all-features --release -- -D warnings")
            .env("CARGO_TARGET_DIR", &arceos_target.display().to_string()),
        docs(
            "documentation",
            &format!("doc --all-features --no-deps {LIBRARIES} -p batching -p lazy-mmu-riscv64"),
        ),
        docs(
            "documentation for bare metal",
            "doc --all-features --no-deps -p lazy-mmu-core -p lazy-mmu-arm64 --target aarch64-unknown-none-softfloat",
        ),
        Step::new(
            "links of documents and pages lead somewhere",
            "test -p checks --test links -- --nocapture",
        )
        .running_tests(),
    ]
}

/// Returns the builds of the libraries: for this host and bare metal, with and without default
/// features, and for targets without the barriers of arm64.
fn builds() -> Vec<Step> {
    let mut steps = Vec::new();
    for (place, target) in [("this host".to_owned(), String::new())]
        .into_iter()
        .chain(BARE_METAL.map(|t| (t.to_owned(), format!("--target {t}"))))
    {
        for (features, without) in
            [("", ""), ("--no-default-features", " without default features")]
        {
            let arguments = format!("build -p lazy-mmu-core -p lazy-mmu-arm64 {target} {features}");
            steps.push(Step::new(&format!("build for {place}{without}"), &arguments));
        }
        for adapter in ADAPTERS {
            let arguments = format!(
                "build -p lazy-mmu-arm64 {target} --no-default-features --features {adapter}"
            );
            steps.push(Step::new(&format!("build for {place} with {adapter} alone"), &arguments));
        }
    }
    // A portable library depends on them, whatever its target is.
    for target in ELSEWHERE {
        let arguments =
            format!("build -p lazy-mmu-core -p lazy-mmu-arm64 --all-features --target {target}");
        steps.push(Step::new(&format!("build for {target}, with all features"), &arguments));
    }
    let arguments = format!("build -p lazy-mmu-core --target {ADDRESSES_OF_32_BITS}");
    steps.push(Step::new(&format!("build of the core for {ADDRESSES_OF_32_BITS}"), &arguments));
    steps
}

/// Returns a step for each package with tests, and the tests that need a command of their own.
fn tests() -> Result<Vec<Step>> {
    let mut steps: Vec<Step> = packages::tested()?
        .iter()
        .map(|(name, selection)| {
            Step::new(&format!("tests of {name}"), &format!("test {selection} --no-fail-fast"))
                .running_tests()
        })
        .collect();
    steps.extend([
        // Stable rustdoc accepts any error for the one that is named. With this it compares the
        // code of the error.
        Step::new(
            "what must not compile fails for the reason given",
            "test --doc --all-features -p ui-tests -p lazy-mmu-core -p lazy-mmu-arm64",
        )
        .env("RUSTC_BOOTSTRAP", "1")
        .refusing(
            ["ui-tests/src", "lazy-mmu-core/src", "lazy-mmu-arm64/src"]
                .map(|folder| refusals(&cargo::workspace().join(folder)))
                .iter()
                .sum(),
        ),
        // A checkout with changes may be checked too.
        Step::new("packages", &format!("package {LIBRARIES} --allow-dirty"))
            .env("CARGO_TARGET_DIR", &unused_folder("packages")?),
    ]);
    Ok(steps)
}

/// Returns a folder in the target folder, at a path that no run had before. Cargo makes a registry
/// there, and keeps unpacked packages by that registry's path. At the same path it would take the
/// package of an older run for this one, as the version is the same.
fn unused_folder(name: &str) -> Result<String> {
    let parent = cargo::target_dir().join(name);
    if parent.exists() {
        fs::remove_dir_all(&parent)?;
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos();
    Ok(parent.join(now.to_string()).display().to_string())
}

/// Returns how many doc tests must not compile in the files of this folder and of those in it.
fn refusals(folder: &Path) -> u64 {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let counts = paths.map(|path| {
        if path.is_dir() {
            return refusals(&path);
        }
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().filter(|line| line.trim_start().starts_with("/// ```compile_fail")).count()
            as u64
    });
    counts.sum()
}

/// Returns the step of the stress programs, built for more operations.
fn full_stress() -> Step {
    Step::new("ten million operations", "test -p booted --test stress -- --ignored")
        .env("LAZY_MMU_OPERATIONS", "10000000")
        .running_tests()
}

/// Prints how each step went, and last of all how many tests passed and failed. A step that failed
/// for another reason counts as one failure. `not_run` says which steps did not run and why; that
/// is no failure, as a stable compiler is enough to use the libraries.
fn summarize(outcomes: &[Outcome], not_run: &[String]) -> ExitCode {
    println!();
    for outcome in outcomes {
        let verdict = if outcome.ok { "ok" } else { "FAILED" };
        println!("{verdict:>6}  {:6.1} s  {}", outcome.time.as_secs_f64(), outcome.name);
    }
    let passed: u64 = outcomes.iter().map(|outcome| outcome.tests.passed).sum();
    let failed: u64 = outcomes.iter().map(Outcome::failures).sum();
    for why in not_run {
        println!("\nNOT RUN: {why}");
    }
    println!(
        "\n{passed} passed, {failed} failed{}",
        if not_run.is_empty() { "" } else { ", some steps did not run" }
    );
    exit_code(passed > 0 && failed == 0)
}
