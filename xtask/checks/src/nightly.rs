//! The steps of `cargo xtask test` that need a nightly compiler: Miri, and the errors of the
//! attribute.

use std::process::{Command, Stdio};

use anyhow::Result;
use harness::cargo;

use crate::packages;
use crate::step::Step;

/// The flags of Miri. It is not isolated, as a test reads the corpus of `fuzz/`.
const MIRIFLAGS: &str = "-Zmiri-strict-provenance -Zmiri-tree-borrows -Zmiri-disable-isolation";

/// The package of `tests/host` that Miri does not run: the crates of the adapters turn addresses
/// back into pointers. In the other packages, a file that takes minutes in Miri has a `cfg` at its
/// top.
const NOT_IN_MIRI: &str = "host-adapters";

/// The option of cargo that compiles the files that take minutes, too.
const LONGER: &str = r#"target."cfg(all())".rustflags=["--cfg", "lazy_mmu_full"]"#;

/// Returns the steps that can run here, and a sentence about the others: what is missing for them,
/// and how to get it. `full` adds the tests that take minutes.
///
/// # Errors
///
/// If cargo does not say which packages there are.
pub fn steps(full: bool) -> Result<(Vec<Step>, Option<String>)> {
    if let Err(why) = rustup("run nightly rustc --version") {
        let get = "rustup toolchain install nightly --profile minimal --component miri,rust-src";
        return Ok((
            Vec::new(),
            Some(format!(
                "no step with a nightly Rust, as there is none ({why}); get it with `{get}`"
            )),
        ));
    }
    // Without the messages that Troubleshooting lists: some are the compiler's own, and nightly may
    // change them any day.
    let ui = command("test -p ui-tests --test ui --test messages -- --skip troubleshooting");
    let mut steps = vec![Step::of("errors and messages on nightly", ui).running_tests()];
    let add = "component add --toolchain nightly miri rust-src";
    if let Err(why) = rustup(add) {
        let not_run = format!(
            "no step in Miri, as the nightly here lacks it ({why}); get it with `rustup {add}`, or a later nightly"
        );
        return Ok((steps, Some(not_run)));
    }
    // The last package, by name, takes longest, so it starts first.
    let packages: Vec<_> = packages::on_this_host()?
        .into_iter()
        .rev()
        .filter(|package| package != NOT_IN_MIRI)
        .collect();
    // Nobody reads the backtrace of a panic that a test expects, and some take Miri a minute.
    let miri = |name: &str, cargo: Command| {
        Step::of(name, cargo).env("MIRIFLAGS", MIRIFLAGS).env("RUST_BACKTRACE", "0").running_tests()
    };
    for package in &packages {
        steps.push(miri(
            &format!("{package} in Miri"),
            command(&format!("miri test -p {package} --no-fail-fast")),
        ));
    }
    // It includes the attribute's files too: Miri runs no proc-macro crate.
    steps.push(miri(
        "short runs of the fuzzer in Miri",
        command("miri test -p fuzz --test short_run"),
    ));
    if full {
        for package in &packages {
            let mut longer = command(&format!("miri test -p {package} --no-fail-fast"));
            longer.args(["--config", LONGER]);
            // They leak their page tables, as a kernel keeps its own for ever.
            let flags = format!("{MIRIFLAGS} -Zmiri-ignore-leaks");
            steps.push(
                miri(&format!("{package} in Miri, with the tests that take minutes"), longer)
                    .env("MIRIFLAGS", &flags),
            );
        }
    }
    Ok((steps, None))
}

/// Runs rustup.
///
/// # Errors
///
/// If it fails; the error quotes it.
fn rustup(arguments: &str) -> Result<(), String> {
    let output = Command::new("rustup").args(arguments.split(' ')).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("`rustup` does not start: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("rustup says: {}", error(&String::from_utf8_lossy(&output.stderr))))
    }
}

/// Returns the line with the error, without rustup's suggestion and backtrace.
fn error(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or(said.trim())
}

/// Returns nightly's cargo with these arguments, separated by spaces. It builds into a folder of
/// its own.
pub fn command(arguments: &str) -> Command {
    let mut command = Command::new("rustup");
    command
        .args(["run", "nightly", "cargo"])
        .args(arguments.split_whitespace())
        .current_dir(cargo::workspace());
    // These name the toolchain that runs us.
    for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTDOC"] {
        command.env_remove(variable);
    }
    command.env("CARGO_TARGET_DIR", cargo::target_dir().join("nightly"));
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustup_is_quoted_by_the_line_with_the_error() {
        let said = "info: syncing\nerror: toolchain 'nightly' is not installed\nhelp: run `rustup`\n\nStack backtrace:\n";
        assert_eq!(error(said), "toolchain 'nightly' is not installed");
        assert_eq!(error("not in English\n"), "not in English");
    }
}
