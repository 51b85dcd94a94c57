// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Ktap`]: prints what came of each claim, and counts.

use core::fmt::{self, Display};

/// What came of the claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Claims that hold.
    pub passed: u32,
    /// Claims that do not.
    pub failed: u32,
    /// Claims that cannot be seen on this subject.
    pub skipped: u32,
}

impl Summary {
    /// Returns whether no claim failed.
    pub const fn is_conformant(&self) -> bool {
        self.failed == 0
    }
}

/// Prints the results of a suite as [KTAP](https://docs.kernel.org/dev-tools/ktap.html), version 1:
/// for an architecture crate that has claims of its own beside those of [`run`](super::run). Each
/// call prints a result; there are as many as were planned.
///
/// # Errors
///
/// Each call fails if its output does.
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

    /// The claim holds. `cases` is a line of diagnostics, if there is something to say.
    pub fn passed(&mut self, claim: &str, cases: Option<&dyn Display>) -> fmt::Result {
        self.summary.passed += 1;
        if let Some(cases) = cases {
            writeln!(self.out, "# {claim}: {cases}")?;
        }
        writeln!(self.out, "ok {} {claim}", self.number())
    }

    /// The claim does not hold; `why` says what was done and what was seen, on one line.
    pub fn failed(&mut self, claim: &str, why: &dyn Display) -> fmt::Result {
        self.summary.failed += 1;
        writeln!(self.out, "# {claim}: {why}")?;
        writeln!(self.out, "not ok {} {claim}", self.number())
    }

    /// The claim cannot be seen on this subject; `why` says what it lacks.
    pub fn skipped(&mut self, claim: &str, why: &str) -> fmt::Result {
        self.summary.skipped += 1;
        writeln!(self.out, "ok {} {claim} # SKIP {why}", self.number())
    }

    /// What came of the claims so far.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    fn number(&self) -> u32 {
        self.summary.passed + self.summary.failed + self.summary.skipped
    }
}
