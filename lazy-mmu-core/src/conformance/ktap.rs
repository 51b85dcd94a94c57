// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Ktap`]: prints the result of each claim, and counts them.

use core::fmt::{self, Display};

/// The numbers of claims that passed, failed and were skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Claims that hold.
    pub passed: u32,
    /// Claims that don't hold.
    pub failed: u32,
    /// Claims that can't be seen on this subject.
    pub skipped: u32,
}

impl Summary {
    /// Returns whether no claim failed.
    pub const fn is_conformant(&self) -> bool {
        self.failed == 0
    }
}

/// A printer of a suite's results as [KTAP](https://docs.kernel.org/dev-tools/ktap.html), version
/// 1.
///
/// It is for an architecture crate that has claims of its own beside those of [`run`](super::run).
/// Each call prints one result, and there are as many results as planned.
///
/// # Errors
///
/// Each call returns an error if its output does.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::conformance::Ktap;
///
/// let mut output = String::new(); // on a target: its console
/// let mut ktap = Ktap::new(&mut output, 2)?;
/// ktap.passed("an_entry_is_64_bits", None)?;
/// ktap.failed("a_level_has_512_entries", &"found 1024 at level 2")?;
/// assert_eq!(ktap.summary().failed, 1);
/// assert_eq!(
///     output,
///     "\
/// KTAP version 1
/// 1..2
/// ok 1 an_entry_is_64_bits
/// ## a_level_has_512_entries: found 1024 at level 2
/// not ok 2 a_level_has_512_entries
/// "
/// );
/// # Ok::<(), std::fmt::Error>(())
/// ```
#[derive(Debug)]
pub struct Ktap<'a, W> {
    out: &'a mut W,
    summary: Summary,
}

impl<'a, W: fmt::Write> Ktap<'a, W> {
    /// Prints the version and the plan.
    pub fn new(out: &'a mut W, planned: usize) -> Result<Self, fmt::Error> {
        write!(out, "KTAP version 1\n1..{planned}\n")?;
        Ok(Self { out, summary: Summary::default() })
    }

    /// Prints that a claim holds. `cases` is an optional line above the result.
    pub fn passed(&mut self, claim: &str, cases: Option<&dyn Display>) -> fmt::Result {
        self.summary.passed += 1;
        if let Some(cases) = cases {
            writeln!(self.out, "# {claim}: {cases}")?;
        }
        writeln!(self.out, "ok {} {claim}", self.number())
    }

    /// Prints that a claim doesn't hold. `why` is one line: the call, and the problem after it.
    pub fn failed(&mut self, claim: &str, why: &dyn Display) -> fmt::Result {
        self.summary.failed += 1;
        writeln!(self.out, "# {claim}: {why}")?;
        writeln!(self.out, "not ok {} {claim}", self.number())
    }

    /// Prints that a claim can't be seen on this subject. `why` says what the subject lacks.
    pub fn skipped(&mut self, claim: &str, why: &str) -> fmt::Result {
        self.summary.skipped += 1;
        writeln!(self.out, "ok {} {claim} # SKIP {why}", self.number())
    }

    /// Returns the numbers so far.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    fn number(&self) -> u32 {
        self.summary.passed + self.summary.failed + self.summary.skipped
    }
}
