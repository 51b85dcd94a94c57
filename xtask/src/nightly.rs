//! The steps of `cargo xtask test` that take a nightly compiler: Miri, and the errors of the attribute.

use std::process::{Command, Stdio};

use lazy_mmu_tests::cargo;

use crate::step::Step;

/// Not isolated, as the corpus of `fuzz/` is read.
const MIRIFLAGS: &str = "-Zmiri-strict-provenance -Zmiri-tree-borrows -Zmiri-disable-isolation";

/// The host tests of which Miri sees something that no other of them shows it.
const TESTS: [&str; 15] = [
    "arm64",
    "faults",
    "guards",
    "handlers",
    "mapping",
    "no_lazy_mmu",
    "owing",
    "per_cpu",
    "registration",
    "registration_off",
    "scheduler",
    "shapes",
    "six_calls",
    "unsettled",
    "violations",
];

/// Those of them that Miri cannot run, as they start the compiler; and that it takes minutes for, where another does the same on less.
const SKIPPED: [&str; 3] = ["it_is_no_instruction", "mapping_4096_pages", "any_tokens_may_go_in"];

/// Inputs of each target of `fuzz/`, beside its corpus.
const VARIATIONS: &str = "20";

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
    let miri = |name, arguments: &str| {
        let arguments = format!("miri test {arguments} -- --skip {}", SKIPPED.join(" --skip "));
        Step::of(name, command(&arguments)).env("MIRIFLAGS", MIRIFLAGS).env("LAZY_MMU_VARIATIONS", VARIATIONS)
    };
    Ok([
        miri("host tests in Miri", &format!("-p lazy-mmu-tests --no-fail-fast --test {}", TESTS.join(" --test "))),
        miri("the attribute, and short runs of the fuzzer, in Miri", "-p lazy-mmu-macros -p fuzz --no-fail-fast --lib --test short_run"),
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
