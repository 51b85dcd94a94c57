//! `cargo xtask litmus`: puts the tests of `tests/litmus` to Arm's memory model, by herd7, and
//! compares its answers with the recorded ones.

use std::env;
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use harness::progress;
use model_litmus::{Answer, Test, tests};

use crate::exit_code;

const HOW_TO_GET_IT: &str = "install it with opam, package herdtools7, or put its command into the environment variable HERD7";

/// A variant of the model, and the answer of a test that it is compared with.
struct Column {
    name: &'static str,
    options: &'static str,
    answer: usize,
}

const COLUMNS: [Column; 5] = [
    Column { name: "as it is", options: "", answer: 0 },
    Column { name: "with FEAT_ETS2", options: "-variant ETS2", answer: 1 },
    Column { name: "with FEAT_ExS", options: "-variant ExS", answer: 2 },
    Column { name: "with FEAT_ExS and EIS", options: "-variant ExS,EIS", answer: 3 },
    Column { name: "with FEAT_ExS and EOS", options: "-variant ExS,EOS", answer: 4 },
];

/// Variants that answer as one of the columns above does.
const MORE: [Column; 2] = [
    Column { name: "with FEAT_ETS3", options: "-variant ETS3", answer: 1 },
    Column {
        name: "as the manual's issue M.c has the model",
        options: "-model aarch64/ArmARM-M.c/aarch64.cat",
        answer: 0,
    },
];

/// Asks about each test whose name contains `name`; `all` asks for two more versions of the model.
///
/// # Errors
///
/// If there is no such test, no herd7, or one that is too old for the tests.
pub fn run(name: Option<&str>, all: bool) -> Result<ExitCode> {
    let tests = tests()?;
    let chosen: Vec<_> =
        tests.iter().filter(|test| name.is_none_or(|name| test.name.contains(name))).collect();
    ensure!(
        !chosen.is_empty(),
        "no litmus test has `{}` in its name; tests/litmus/expected.txt has the names of all {}",
        name.unwrap_or_default(),
        tests.len()
    );
    let herd7 = Herd7::find(&tests[0])?;
    let questions: Vec<_> = COLUMNS
        .iter()
        .chain(MORE.iter().filter(|_| all))
        .flat_map(|column| with(&chosen, column))
        .collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    progress(&format!(
        "asking {} about {} tests, {workers} at a time; some of them take a minute",
        herd7.version,
        chosen.len()
    ));
    let differing = herd7.ask_all(&questions, workers)?;
    println!("{} tests, {differing} differ", chosen.len());
    Ok(exit_code(differing == 0))
}

/// Returns each test that has an answer in this column.
fn with<'a>(tests: &[&'a Test], column: &'static Column) -> Vec<(&'a Test, &'static Column)> {
    tests
        .iter()
        .filter(|test| test.answers.len() > column.answer)
        .map(|&test| (test, column))
        .collect()
}

/// A herd7 that is new enough for the tests.
struct Herd7 {
    command: Vec<String>,
    version: String,
}

impl Herd7 {
    /// # Errors
    ///
    /// If it does not start, or does not answer this test.
    fn find(test: &Test) -> Result<Self> {
        let command = env::var("HERD7").unwrap_or_else(|_| "herd7".to_owned());
        let command: Vec<_> = command.split_whitespace().map(str::to_owned).collect();
        let Some(program) = command.first() else {
            bail!(
                "the environment variable HERD7 is empty; put the command of herd7 into it, or unset it"
            )
        };
        let output = Command::new(program).arg("-version").output();
        let output = output.with_context(|| {
            format!("there is no herd7: `{program}` does not start; {HOW_TO_GET_IT}")
        })?;
        let version = format!("herd7 {}", String::from_utf8_lossy(&output.stdout).trim());
        let herd7 = Self { command, version };
        for column in &COLUMNS {
            herd7.ask(test, column).with_context(|| {
                format!("{} is too old for tests of page tables; take 7.58 or a later one: {HOW_TO_GET_IT}", herd7.version)
            })?;
        }
        Ok(herd7)
    }

    /// Prints each answer that differs from the recorded one, and returns how many tests have one.
    ///
    /// # Errors
    ///
    /// If it answers nothing.
    fn ask_all(&self, questions: &[(&Test, &Column)], workers: usize) -> Result<usize> {
        let next = AtomicUsize::new(0);
        let differing = Mutex::new(Vec::new());
        let ask = || -> Result<()> {
            // The last ones first: the tests with handlers take longest.
            while let Some((test, column)) = questions
                .len()
                .checked_sub(next.fetch_add(1, Relaxed) + 1)
                .map(|left| questions[left])
            {
                let (found, expected) = (self.ask(test, column)?, test.answers[column.answer]);
                if found != expected {
                    println!(
                        "{}, {}: herd7 answers {found}, and expected.txt has {expected}",
                        test.name, column.name
                    );
                    differing.lock().expect("no worker panics").push(&test.name);
                }
            }
            Ok(())
        };
        thread::scope(|scope| {
            let running: Vec<_> = (0..workers).map(|_| scope.spawn(ask)).collect();
            running.into_iter().try_for_each(|worker| worker.join().expect("no worker panics"))
        })?;
        let mut differing = differing.into_inner().expect("no worker panics");
        differing.sort_unstable();
        differing.dedup();
        Ok(differing.len())
    }

    /// # Errors
    ///
    /// If there is no answer; the error quotes herd7.
    fn ask(&self, test: &Test, column: &Column) -> Result<Answer> {
        let mut herd7 = Command::new(&self.command[0]);
        // It skips executions that cannot have the outcome, which takes a tenth of the time. The
        // answer is the same.
        herd7
            .args(&self.command[1..])
            .args(["-speedcheck", "fast"])
            .args(column.options.split_whitespace())
            .arg(test.path());
        let output = herd7.output().context("herd7 does not start any more")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let observation =
            text.lines().find_map(|line| line.strip_prefix("Observation ")?.split(' ').nth(1));
        let Some(word) = observation else {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!(
                "herd7 gives no answer to {}, {}; it says `{}`",
                test.name,
                column.name,
                said.lines().next().unwrap_or_default()
            );
        };
        Answer::parse(word)
    }
}
