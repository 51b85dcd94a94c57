//! The steps of `cargo xtask test` that take a nightly compiler: Miri, and the errors of the attribute.

use std::process::{Command, Stdio};

use lazy_mmu_tests::cargo;

use crate::step::Step;

/// Not isolated, as the corpus of `fuzz/` is read.
const MIRIFLAGS: &str = "-Zmiri-strict-provenance -Zmiri-tree-borrows -Zmiri-disable-isolation";

/// The host tests that are of the libraries more than of what is compared with them, and that Miri interprets in seconds each.
const TESTS: [&str; 11] = [
    "arm64",
    "guards",
    "handlers",
    "owing",
    "per_cpu",
    "registration",
    "registration_off",
    "scheduler",
    "six_calls",
    "unsettled",
    "violations",
];

/// Starts the compiler, which Miri cannot.
const SKIPPED: &str = "it_is_no_instruction";

/// The steps.
///
/// # Errors
///
/// Why there are none here: what is missing, and how to get it.
pub fn steps() -> Result<[Step; 3], &'static str> {
    let add = ["component", "add", "--toolchain", "nightly", "miri", "rust-src"];
    let added = Command::new("rustup").args(add).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !added.is_ok_and(|status| status.success()) {
        return Err("there is no nightly Rust with Miri; install it with `rustup toolchain install nightly --component miri,rust-src`");
    }
    let miri = |name, arguments: &str| Step::of(name, command(&format!("miri test {arguments}"))).env("MIRIFLAGS", MIRIFLAGS);
    Ok([
        miri("host tests in Miri", &format!("-p lazy-mmu-tests --no-fail-fast --test {} -- --skip {SKIPPED}", TESTS.join(" --test "))),
        // The files of the attribute are in it too: Miri runs no proc-macro crate.
        miri("short runs of the fuzzer in Miri", "-p fuzz --test short_run"),
        Step::of("errors of `#[lazy_mmu]` on nightly", command("test -p ui-tests --test ui")),
    ])
}

/// Nightly's cargo with these arguments, separated by spaces. It builds into a folder of its own.
pub fn command(arguments: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).args(arguments.split_whitespace()).current_dir(cargo::workspace());
    // Those of the toolchain that runs us.
    for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTDOC"] {
        command.env_remove(variable);
    }
    command.env("CARGO_TARGET_DIR", cargo::target_dir().join("nightly"));
    command
}
