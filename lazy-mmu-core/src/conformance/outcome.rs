// SPDX-License-Identifier: MIT OR Apache-2.0
//! The outcome of a claim: it holds, it can't be seen, or it fails with a description.

use core::fmt;

use super::calls::Calls;
use crate::{Call, Counts, Event, Hook, ViolationKind};

/// A claim that holds returns the number of its cases, if that is worth a line.
pub(super) type Outcome = Result<Option<Cases>, Stop>;

/// A number of cases.
pub(super) struct Cases {
    pub(super) number: u32,
    pub(super) what: &'static str,
}

impl fmt::Display for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.what)
    }
}

/// The reason why a claim was not seen to hold.
pub(super) enum Stop {
    Failed(Failure),
    Skipped(&'static str),
}

/// The first difference from the model.
pub(super) struct Failure {
    /// The call.
    pub(super) after: &'static str,
    /// The right counters after it.
    pub(super) at: Counts,
    pub(super) problem: Problem,
    /// The calls that lead there, if a program was tried.
    pub(super) program: Calls,
}

pub(super) enum Problem {
    Event {
        expected: Option<Event>,
        times: u32,
        last: Option<Event>,
    },
    Counts(Counts),
    Active(bool),
    Settled(bool),
    /// Some stores have not taken effect.
    Lost(Lost),
    /// Some stores have not taken effect, and the slot says that nothing is deferred.
    SaysSettled(Lost),
    Settlements {
        expected: u32,
        found: u32,
    },
    Beyond {
        capacity: u32,
        found: u32,
    },
    Reported {
        expected: Option<ViolationKind>,
        times: u32,
        last: Option<ViolationKind>,
    },
    Said(&'static str),
}

/// The lost stores, among those made since all had taken effect.
#[derive(Clone, Copy)]
pub(super) struct Lost {
    /// The first of them, counted from 1. `None` if they are only counted, and not told apart.
    pub(super) first: Option<u32>,
    pub(super) number: u32,
    pub(super) of: u32,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, number, of } = self;
        match first {
            _ if *of == 1 => f.write_str("the store has"),
            Some(first) if *number == 1 => write!(f, "store {first} of {of} has"),
            Some(first) => {
                write!(f, "{number} of {of} stores, the first of them store {first}, have")
            }
            None => write!(f, "{number} of {of} stores have"),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "after {}, where {} is right: {}{}",
            self.after, self.at, self.problem, self.program
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { expected, times, last } => {
                write!(
                    f,
                    "expected the event `{}`, found {times} and last `{}`",
                    Shown(*expected),
                    Shown(*last)
                )
            }
            Self::Counts(found) => write!(f, "the slot has {found}"),
            Self::Active(true) => f.write_str("the mode should not be active"),
            Self::Active(false) => f.write_str("the mode should be active"),
            Self::Settled(true) => {
                f.write_str("the store should be deferred, and the slot says that nothing is")
            }
            Self::Settled(false) => {
                f.write_str("nothing should be deferred, and the slot says that something is")
            }
            Self::Lost(lost) => write!(f, "{lost} not taken effect"),
            Self::SaysSettled(lost) => {
                write!(f, "the slot says that nothing is deferred, and {lost} not taken effect")
            }
            Self::Settlements { expected, found } => {
                write!(f, "{expected} should have taken effect, {found} did")
            }
            Self::Beyond { capacity, found } => {
                write!(
                    f,
                    "the subject defers {capacity} stores at most, and {found} have not taken effect"
                )
            }
            Self::Reported { expected: Some(expected), times, .. } => {
                write!(f, "{expected:?} should have been reported once, {times} reports came")
            }
            Self::Reported { times, last, .. } => match last {
                Some(kind) => write!(f, "reported {kind:?}"),
                None => write!(f, "reported {times} violations of an unknown kind"),
            },
            Self::Said(what) => f.write_str(what),
        }
    }
}

/// An event on one line, without the layout of the table.
struct Shown(Option<Event>);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Event { call, hook, counts }) = self.0 else { return f.write_str("none") };
        let hook = match hook {
            None => "-",
            Some(Hook::Enter) => "enter",
            Some(Hook::Flush) => "flush",
            Some(Hook::Leave) => "leave",
        };
        let call: Call = call;
        write!(f, "{call} -> {hook} {counts}")
    }
}
