// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Outcome`] of a claim: it holds, it can't be tested here, or it failed, and how.

use core::fmt;

use super::instructions::Seen;

pub(super) type Outcome = Result<(), Stop>;

/// The reason why a claim was not seen to hold.
pub(super) enum Stop {
    Failed(Failure),
    Skipped(&'static str),
}

/// The first result that was not as it should be.
pub(super) struct Failure {
    /// The calls before it.
    after: &'static str,
    problem: Problem,
}

pub(super) enum Problem {
    Read { expected: Option<u64>, found: Option<u64> },
    Written { page: &'static str, expected: bool },
    Retry { esr: u64, expected: bool },
    Executed { expected: &'static str, found: Seen },
}

/// Fails with the problem, if `holds` is false.
pub(super) fn check(
    after: &'static str,
    holds: bool,
    problem: impl FnOnce() -> Problem,
) -> Outcome {
    if holds { Ok(()) } else { Err(Stop::Failed(Failure { after, problem: problem() })) }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {}: {}", self.after, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { expected: Some(expected), found: Some(found) } => {
                write!(f, "the page should read {expected:#x}, it reads {found:#x}")
            }
            Self::Read { expected: Some(_), found: None } => {
                f.write_str("the page should be mapped, an access to it faults")
            }
            Self::Read { expected: None, .. } => {
                f.write_str("the page should not be mapped, and it can be read")
            }
            Self::Written { page, expected: true } => {
                write!(f, "{page} should be writable, a write to it faults")
            }
            Self::Written { page, expected: false } => {
                write!(f, "{page} should be read-only, and it can be written")
            }
            Self::Retry { esr, expected: true } => write!(
                f,
                "the fault with ESR {esr:#x} should be retried, `settle_fault` says `false`"
            ),
            Self::Retry { esr, expected: false } => {
                write!(f, "the fault with ESR {esr:#x} is genuine, `settle_fault` says `true`")
            }
            Self::Executed { expected, found } => {
                write!(f, "expected {expected}, executed {found}")
            }
        }
    }
}
