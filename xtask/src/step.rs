//! One step of `cargo xtask test`: a command whose output streams by, and whose tests are counted.

use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use lazy_mmu_tests::{cargo, progress};

/// A named cargo command.
pub struct Step {
    name: String,
    command: Command,
}

/// How it went.
pub struct Outcome {
    pub name: String,
    pub ok: bool,
    pub time: Duration,
    /// Of libtest or its likes; 0 for a step that runs no tests.
    pub tests: Tests,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tests {
    pub passed: u64,
    pub failed: u64,
}

impl Step {
    /// `arguments` are cargo's, separated by spaces.
    pub fn new(name: &str, arguments: &str) -> Self {
        let mut command = cargo::command();
        command.args(arguments.split_whitespace());
        Self::of(name, command)
    }

    /// A command that is not this toolchain's cargo.
    pub fn of(name: &str, command: Command) -> Self {
        Self { name: name.to_owned(), command }
    }

    /// Runs it in a folder of the workspace, by what cargo is told there.
    pub fn in_folder(mut self, folder: &str) -> Self {
        self.command.current_dir(cargo::workspace().join(folder));
        self
    }

    /// Sets an environment variable for it.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it.
    ///
    /// # Errors
    ///
    /// If cargo does not start; a step that fails is an outcome.
    pub fn run(mut self) -> Result<Outcome> {
        progress(&self.name);
        let start = Instant::now();
        let mut child =
            self.command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cargo does not start; install Rust with rustup")?;
        let mut tests = Tests::default();
        for line in BufReader::new(child.stdout.take().expect("stdout is piped")).split(b'\n') {
            let line = line?;
            stdout().write_all(&line)?;
            stdout().write_all(b"\n")?;
            tests.add(&String::from_utf8_lossy(&line));
        }
        let ok = child.wait()?.success();
        Ok(Outcome { name: self.name, ok, time: start.elapsed(), tests })
    }
}

impl Outcome {
    /// What failed: its tests, or the step as such.
    pub fn failures(&self) -> u64 {
        if self.ok { self.tests.failed } else { self.tests.failed.max(1) }
    }
}

impl Tests {
    /// Adds what a line of libtest says: `test result: ok. 3 passed; 0 failed; …`. Other lines say nothing.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else { return };
        for count in counts.split(';') {
            match count.trim().split_once(' ') {
                Some((n, "passed")) => self.passed += n.parse().unwrap_or(0),
                Some((n, "failed")) => self.failed += n.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_over_all_result_lines() {
        let mut tests = Tests::default();
        for line in [
            "running 4 tests",
            "test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.50s",
            "test a_guest_that_prints_test_result ... ok",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.33s",
        ] {
            tests.add(line);
        }
        assert_eq!(tests, Tests { passed: 6, failed: 3 });
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_is_one_failure() {
        let outcome = |ok, failed| Outcome { name: String::new(), ok, time: Duration::ZERO, tests: Tests { passed: 0, failed } };
        assert_eq!(outcome(true, 0).failures(), 0);
        assert_eq!(outcome(false, 0).failures(), 1);
        assert_eq!(outcome(false, 3).failures(), 3);
    }
}
