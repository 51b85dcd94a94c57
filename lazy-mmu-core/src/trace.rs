// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Event`]: a call of the mode, as a platform may trace it.

use core::fmt;

use crate::report::Counts;

/// One call that moved a counter or reached a hook. [`Platform::trace`](crate::Platform::trace)
/// receives it.
///
/// Its `Display` is one line: the call, the hook, and the counters after it. Inside a section it is
/// indented. These are the six calls that define the mode:
///
/// ```text
/// enable    -> enter   E=1 P=0
///   enable  -> -       E=2 P=0
///   pause   -> leave   E=2 P=1
///   resume  -> enter   E=2 P=0
///   disable -> flush   E=1 P=0
/// disable   -> leave   E=0 P=0
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The call.
    pub call: Call,
    /// The hook that this call reaches, if any.
    ///
    /// An architecture that [defers by bit](crate::Arch::DEFERS_BY_BIT) runs `flush` and `leave`
    /// only if something is deferred. The event is the same in both cases.
    pub hook: Option<Hook>,
    /// The counters after the call, which move before the hook runs.
    ///
    /// [`Slot::retire`](crate::Slot::retire) and [`Slot::switching`](crate::Slot::switching) move
    /// them last. So their events show the counters of the sections and pauses that were open.
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
    /// Deferred barriers are flushed, and no counter moves.
    Flush,
    /// [`Slot::pause_task`](crate::Slot::pause_task), or a
    /// [`Slot::switching`](crate::Slot::switching) that finds a section open.
    PauseTask,
    /// [`Slot::resume_task`](crate::Slot::resume_task).
    ResumeTask,
    /// [`Slot::retire`](crate::Slot::retire).
    Retire,
    /// An [`InterruptGuard`](crate::InterruptGuard) drops whose handler left a counter higher than
    /// it found it.
    HandlerEnds,
}

/// A hook of [`Arch`](crate::Arch).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hook {
    /// [`Arch::enter`](crate::Arch::enter).
    Enter,
    /// [`Arch::flush`](crate::Arch::flush).
    Flush,
    /// [`Arch::leave`](crate::Arch::leave).
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
