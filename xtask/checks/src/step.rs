//! One step of `cargo xtask test`: a command whose output streams by, and whose tests are counted.

use std::io::{BufRead, BufReader, Write, stdout};
use std::num::NonZero;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use harness::{cargo, progress};

/// A named cargo command.
pub struct Step {
    name: String,
    command: Command,
    /// The number of doc tests that must fail to compile.
    refusals: Option<u64>,
    /// Whether it must run a test.
    runs_tests: bool,
}

/// The outcome of a step.
pub struct Outcome {
    pub name: String,
    pub ok: bool,
    pub time: Duration,
    /// Zero for a step that runs no tests.
    pub tests: Tests,
}

/// The number of tests, by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tests {
    pub passed: u64,
    pub failed: u64,
    /// The doc tests that must not compile and don't. They are counted as passed, too.
    pub refused: u64,
}

impl Step {
    /// Creates a step of this toolchain's cargo. `arguments` are separated by spaces.
    pub fn new(name: &str, arguments: &str) -> Self {
        let mut command = cargo::command();
        command.args(arguments.split_whitespace());
        Self::of(name, command)
    }

    /// Creates a step of any command.
    pub fn of(name: &str, command: Command) -> Self {
        Self { name: name.to_owned(), command, refusals: None, runs_tests: false }
    }

    /// Runs it in a folder of the workspace, with the configuration of cargo there.
    pub fn in_folder(mut self, folder: &str) -> Self {
        self.command.current_dir(cargo::workspace().join(folder));
        self
    }

    /// Sets an environment variable for it.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Makes the step fail unless exactly that many doc tests are refused: a test that does not run
    /// finds nothing.
    pub fn refusing(mut self, refusals: u64) -> Self {
        self.refusals = Some(refusals);
        self
    }

    /// Makes the step fail if it runs no test: a selection of none finds nothing.
    pub fn running_tests(mut self) -> Self {
        self.runs_tests = true;
        self
    }

    /// Runs it, and prints its output as it comes.
    ///
    /// # Errors
    ///
    /// If cargo does not start; a step that fails is an outcome.
    pub fn run(self) -> Result<Outcome> {
        self.run_printing_to(&mut stdout())
    }

    fn run_printing_to(mut self, output: &mut impl Write) -> Result<Outcome> {
        progress(&self.name);
        let start = Instant::now();
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cargo does not start; install Rust with rustup")?;
        let mut tests = Tests::default();
        for line in BufReader::new(child.stdout.take().expect("stdout is piped")).split(b'\n') {
            let line = line?;
            output.write_all(&line)?;
            output.write_all(b"\n")?;
            tests.add(&String::from_utf8_lossy(&line));
        }
        let mut ok = child.wait()?.success();
        if let Some(refusals) = self.refusals.filter(|refusals| *refusals != tests.refused) {
            writeln!(
                output,
                "{} doc tests were refused, but the sources have {refusals}: make each file a module, and put each fence into a doc comment",
                tests.refused
            )?;
            ok = false;
        }
        if self.runs_tests && tests.passed + tests.failed == 0 {
            writeln!(
                output,
                "No test ran in \"{}\": write one, or give its targets `test = false` in Cargo.toml",
                self.name
            )?;
            ok = false;
        }
        Ok(Outcome { name: self.name, ok, time: start.elapsed(), tests })
    }
}

/// Runs steps that use one core each, in their order and as many at a time as there are cores. The
/// output of a step comes when it has ended. The outcomes are in the order of the steps.
///
/// # Errors
///
/// As [`Step::run`].
pub fn run_side_by_side(steps: Vec<Step>) -> Result<Vec<Outcome>> {
    let waiting = Mutex::new(steps.into_iter().enumerate());
    let outcomes = Mutex::new(Vec::new());
    let lane = || -> Result<()> {
        loop {
            let Some((number, step)) = waiting.lock().expect("nobody panics with it").next() else {
                return Ok(());
            };
            let mut output = Vec::new();
            let outcome = step.run_printing_to(&mut output)?;
            stdout().lock().write_all(&output)?;
            outcomes.lock().expect("nobody panics with it").push((number, outcome));
        }
    };
    let lanes = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().try_for_each(|lane| lane.join().expect("a lane does not panic"))
    })?;
    let mut outcomes = outcomes.into_inner().expect("nobody panicked with it");
    outcomes.sort_by_key(|(number, _)| *number);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

impl Outcome {
    /// Returns how many tests failed. A step that fails without one counts as one.
    pub fn failures(&self) -> u64 {
        if self.ok { self.tests.failed } else { self.tests.failed.max(1) }
    }
}

impl Tests {
    /// Adds the counts of libtest's line `test result: ok. 3 passed; 0 failed; …`, and one for each
    /// doc test that rustdoc marks as refused. Other lines add nothing.
    fn add(&mut self, line: &str) {
        self.refused +=
            u64::from(line.starts_with("test ") && line.ends_with(" - compile fail ... ok"));
        let Some((_, counts)) =
            line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
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
            "test src/refused.rs - refused::a_section_in_a_static (line 54) - compile fail ... ok",
            "test src/refused.rs - refused::a_section_in_a_static (line 54) - compile fail ... FAILED",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.33s",
        ] {
            tests.add(line);
        }
        assert_eq!(tests, Tests { passed: 6, failed: 3, refused: 1 });
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_is_one_failure() {
        let outcome = |ok, failed| Outcome {
            name: String::new(),
            ok,
            time: Duration::ZERO,
            tests: Tests { failed, ..Tests::default() },
        };
        assert_eq!(outcome(true, 0).failures(), 0);
        assert_eq!(outcome(false, 0).failures(), 1);
        assert_eq!(outcome(false, 3).failures(), 3);
    }

    #[test]
    fn steps_side_by_side_all_run_and_keep_their_order() {
        let steps = || {
            ["true", "false", "true", "true", "false"]
                .map(|program| Step::of(program, Command::new(program)))
        };
        let outcomes = run_side_by_side(steps().into()).unwrap();
        assert_eq!(
            outcomes.iter().map(|outcome| (outcome.name.as_str(), outcome.ok)).collect::<Vec<_>>(),
            [("true", true), ("false", false), ("true", true), ("true", true), ("false", false)]
        );
        assert!(
            run_side_by_side(vec![Step::of("no program", Command::new("no-such-program"))])
                .is_err()
        );
    }

    #[test]
    fn a_step_that_must_run_a_test_and_runs_none_fails() {
        let rustc = || {
            let mut command = Command::new("rustc");
            command.arg("--version");
            command
        };
        assert!(Step::of("no tests are asked for", rustc()).run().unwrap().ok);
        assert!(
            !Step::of("a package that selects none", rustc()).running_tests().run().unwrap().ok
        );
    }
}
