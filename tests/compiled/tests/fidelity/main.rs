//! `#[lazy_mmu]` adds a section and changes nothing else. The tests compile each program of
//! `tests/compiled/fidelity` with the attribute and without, and compare: all but the mode's own
//! calls is the same.

mod debugger;
mod drop_order;
mod lints;
mod panics;

use std::process::Output;
use std::sync::{Mutex, MutexGuard, PoisonError};

use harness::cargo;

/// One of the packages' programs, and how it is built.
#[derive(Clone, Copy, Debug)]
struct Program {
    package: &'static str,
    name: &'static str,
    attribute: bool,
    /// Whether it is built like a kernel: optimized, and a panic aborts.
    release: bool,
}

/// Returns the program `name` without the attribute, and with it.
fn both(name: &'static str) -> [Program; 2] {
    [false, true].map(|attribute| Program { package: "fidelity", name, attribute, release: false })
}

/// Waits until no other test builds: cargo puts all builds of a program in one place, and runs it
/// from there.
fn turn() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Program {
    fn run(self) -> Output {
        let _turn = turn();
        let mut cargo = cargo::command();
        cargo.args(["run", "--quiet", "--package", self.package, "--bin", self.name]);
        cargo
            .args(self.attribute.then_some("--features=attribute"))
            .args(self.release.then_some("--release"));
        cargo.output().expect("cargo starts")
    }

    /// Runs the program, asserts that it succeeds, and returns its output.
    fn lines(self) -> Vec<String> {
        let output = self.run();
        assert!(output.status.success(), "{self:?}: {}", String::from_utf8_lossy(&output.stderr));
        lines(&output)
    }
}

/// Returns the lines that a program has printed.
fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// Returns the lines without the calls of the mode, and asserts that there were some.
#[track_caller]
fn without_the_mode(lines: &[String]) -> Vec<String> {
    let rest: Vec<_> = lines.iter().filter(|line| !line.starts_with("mode: ")).cloned().collect();
    assert!(rest.len() < lines.len(), "no section ran: {lines:?}");
    rest
}
