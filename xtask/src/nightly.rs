//! The steps of `cargo xtask test` that take a nightly compiler: Miri, and the errors of the attribute.

use std::process::{Command, Stdio};

use lazy_mmu_tests::cargo;

use crate::step::Step;

/// Not isolated, as the corpus of `fuzz/` is read.
const MIRIFLAGS: &str = "-Zmiri-strict-provenance -Zmiri-tree-borrows -Zmiri-disable-isolation";

/// The host tests that Miri interprets, some of them cut.
const TESTS: [&str; 14] = [
    "arm64",
    "drop_orders",
    "guards",
    "handler_exits",
    "handlers",
    "owing",
    "per_cpu",
    "registration",
    "registration_off",
    "scheduler",
    "sequences",
    "six_calls",
    "unsettled",
    "violations",
];

/// Those that take minutes there: `cargo xtask test --full`. Their page tables are leaked, as a kernel's are for ever.
const LONGER: [&str; 5] = ["counters_alone", "faults", "order", "shapes", "sink"];

/// Those that it does not interpret, and why.
#[cfg(test)]
const LEFT_OUT: [(&str, &str); 17] = [
    ("aarch64_paging", "the crate turns addresses back into pointers"),
    ("page_table_multiarch", "the crate turns addresses back into pointers"),
    ("mapping", "minutes: it fills and searches page tables"),
    ("model_mmu", "minutes: the model walks page tables, for each instruction that is taken out"),
    ("conformance", "minutes: 14168 programs for each of twenty backends"),
    ("interleavings", "minutes, from the emptiest state too: the whole of it at every step"),
    ("transitions", "minutes: it parses SPEC.md"),
    ("bench", "starts QEMU"),
    ("arceos", "starts QEMU"),
    ("qemu", "starts QEMU"),
    ("stress", "starts QEMU"),
    ("dependencies", "starts cargo"),
    ("fidelity", "starts the compiler"),
    ("golden", "starts the compiler"),
    ("instructions", "starts the compiler"),
    ("no_lazy_mmu", "starts the compiler"),
    ("spec", "compares documents with snapshots"),
];

/// The steps that can be run here, and of the others which they are, what is missing for them, and how to get it.
/// `full` adds what takes minutes.
pub fn steps(full: bool) -> (Vec<Step>, Option<String>) {
    if let Err(why) = rustup("run nightly rustc --version") {
        let get = "rustup toolchain install nightly --profile minimal --component miri,rust-src";
        return (Vec::new(), Some(format!("nothing on nightly, as there is none ({why}); get it with `{get}`")));
    }
    // Without what Troubleshooting is keyed by: some of that is the compiler's own, and nightly may change it any day.
    let ui = command("test -p ui-tests --test ui --test messages -- --skip troubleshooting");
    let mut steps = vec![Step::of("errors and messages on nightly", ui)];
    let add = "component add --toolchain nightly miri rust-src";
    if let Err(why) = rustup(add) {
        let not_run = format!("nothing in Miri, as the nightly here lacks it ({why}); get it with `rustup {add}`, or a later nightly");
        return (steps, Some(not_run));
    }
    let miri = |name, arguments: &str| Step::of(name, command(&format!("miri test {arguments}"))).env("MIRIFLAGS", MIRIFLAGS);
    let host = |tests: &[&str]| format!("-p lazy-mmu-tests --no-fail-fast --test {}", tests.join(" --test "));
    steps.extend([
        miri("host tests in Miri", &host(&TESTS)),
        // The files of the attribute are in it too: Miri runs no proc-macro crate.
        miri("short runs of the fuzzer in Miri", "-p fuzz --test short_run"),
    ]);
    if full {
        let longer = miri("longer host tests in Miri", &host(&LONGER));
        steps.push(longer.env("MIRIFLAGS", &format!("{MIRIFLAGS} -Zmiri-ignore-leaks")));
    }
    (steps, None)
}

/// # Errors
///
/// What it says is wrong.
fn rustup(arguments: &str) -> Result<(), String> {
    let output = Command::new("rustup").args(arguments.split(' ')).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("`rustup` does not start: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("rustup says: {}", error(&String::from_utf8_lossy(&output.stderr)))) }
}

/// The line that says it, without what is suggested and where in rustup it was found.
fn error(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or(said.trim())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn rustup_is_quoted_by_the_line_that_says_what_is_wrong() {
        let said = "info: syncing\nerror: toolchain 'nightly' is not installed\nhelp: run `rustup`\n\nStack backtrace:\n";
        assert_eq!(error(said), "toolchain 'nightly' is not installed");
        assert_eq!(error("not in English\n"), "not in English");
    }

    #[test]
    fn each_host_test_runs_in_miri_or_is_left_out_for_a_reason() {
        let files = fs::read_dir(cargo::workspace().join("tests/tests")).expect("the host tests");
        let there: BTreeSet<String> =
            files.map(|file| file.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned()).collect();
        let listed = TESTS.into_iter().chain(LONGER).chain(LEFT_OUT.map(|(name, _)| name));
        let names: BTreeSet<String> = listed.clone().map(str::to_owned).collect();
        assert_eq!(names, there);
        assert_eq!(names.len(), listed.count(), "each is named once");
    }
}
