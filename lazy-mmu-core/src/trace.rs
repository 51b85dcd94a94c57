// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Event`]: what the mode shows to a platform that wants to see it work.

use core::fmt;

use crate::report::Counts;

/// One call that moved a counter or reached a hook. Given to
/// [`Platform::trace`](crate::Platform::trace).
///
/// `Display` is a line of the table that defines the mode, indented inside a section:
/// `  pause   -> leave   E=2 P=1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Event {
    /// What was called.
    pub call: Call,
    /// The hook that this call reaches, if any. An architecture that [defers by
    /// bit](crate::Arch::DEFERS_BY_BIT) runs `flush` and `leave` only if something is deferred; the
    /// event is the same.
    pub hook: Option<Hook>,
    /// The counters after the call: they move before the hook runs.
    /// [`Slot::retire`](crate::Slot::retire) and [`Slot::switching`](crate::Slot::switching) move
    /// them last: they tell what was open.
    pub counts: Counts,
}

impl Event {
    #[inline(always)]
    pub(crate) const fn new(call: Call, hook: Option<Hook>, counts: Counts) -> Self {
        Self { call, hook, counts }
    }
}

/// The call behind an [`Event`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Call {
    /// A section begins.
    Enable,
    /// A section ends.
    Disable,
    /// A pause begins.
    Pause,
    /// A pause ends.
    Resume,
    /// What is deferred is flushed, and nothing else.
    Flush,
    /// [`Slot::pause_task`](crate::Slot::pause_task), and a
    /// [`Slot::switching`](crate::Slot::switching) that finds a section open
    PauseTask,
    /// [`Slot::resume_task`](crate::Slot::resume_task)
    ResumeTask,
    /// [`Slot::retire`](crate::Slot::retire)
    Retire,
    /// The drop of an [`InterruptGuard`](crate::InterruptGuard) whose handler left a counter higher
    /// than it found it.
    HandlerEnds,
}

/// A hook of [`Arch`](crate::Arch).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hook {
    /// [`Arch::enter`](crate::Arch::enter)
    Enter,
    /// [`Arch::flush`](crate::Arch::flush)
    Flush,
    /// [`Arch::leave`](crate::Arch::leave)
    Leave,
}

impl Hook {
    const fn name(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Flush => "flush",
            Self::Leave => "leave",
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Flush => "flush",
            Self::PauseTask => "pause_task",
            Self::ResumeTask => "resume_task",
            Self::Retire => "retire",
            Self::HandlerEnds => "handler ends",
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let opened_here = self.call == Call::Enable && self.counts.enable == 1;
        let indent = if self.counts.enable == 0 || opened_here { 0 } else { 2 };
        let width = 9 - indent;
        write!(
            f,
            "{:indent$}{:<width$} -> {:<7} {}",
            "",
            self.call,
            self.hook.map_or("-", Hook::name),
            self.counts
        )
    }
}
