//! `#[lazy_mmu]` changes nothing but what it is for: each program of `tests/compiled/fidelity` is
//! compiled with the attribute and without, and what comes out is the same, the mode's own calls
//! aside.

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
    /// As a kernel is built: optimized, and a panic aborts.
    release: bool,
}

/// `name` without the attribute, and with it.
fn both(name: &'static str) -> [Program; 2] {
    [false, true].map(|attribute| Program { package: "fidelity", name, attribute, release: false })
}

/// Waits until nobody else builds: cargo puts all builds of a program in one place, from which it
/// is run.
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

    /// What it prints, if it ends well.
    fn lines(self) -> Vec<String> {
        let output = self.run();
        assert!(output.status.success(), "{self:?}: {}", String::from_utf8_lossy(&output.stderr));
        lines(&output)
    }
}

/// What a program has printed.
fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

/// What is left without the calls of the mode, of which there must be some.
#[track_caller]
fn without_the_mode(lines: &[String]) -> Vec<String> {
    let rest: Vec<_> = lines.iter().filter(|line| !line.starts_with("mode: ")).cloned().collect();
    assert!(rest.len() < lines.len(), "no section ran: {lines:?}");
    rest
}
