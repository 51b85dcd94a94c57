// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Violation`]: what the mode reports when a promise to it was broken.

#[cfg(target_has_atomic = "32")]
mod later;

use core::fmt;

#[cfg(target_has_atomic = "32")]
pub use later::{Report, Reports};

/// The two counters of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Sections that are open (E).
    pub enable: u8,
    /// Pauses that are open (P).
    pub pause: u8,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E={} P={}", self.enable, self.pause)
    }
}

/// A promise to the mode was broken. Reported through
/// [`Platform::report`](crate::Platform::report), each kind once for a slot.
///
/// The mode has already taken the safe side when it reports: counters stay in their range, and
/// nothing that was deferred is forgotten. Its `Display` is one line for the kernel's log: what
/// happened, the counters, what to look for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// What happened.
    pub kind: ViolationKind,
    /// The counters at that time.
    pub counts: Counts,
}

/// Which promise was broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A section was opened at E = 255. It is not counted; its end flushes all the same, and
    /// reports this. A leaked one never does.
    EnableOverflow,
    /// A pause was made at P = 255. The slot stays paused, every store takes effect at once.
    /// Reported when the pause's guard drops.
    PauseOverflow,
    /// A section was ended at E = 0: [`raw::disable`](crate::raw::disable) out of pair, or a guard
    /// that outlived [`Slot::retire`](crate::Slot::retire).
    UnpairedDisable,
    /// A pause was ended at P = 0: [`raw::resume`](crate::raw::resume) out of pair, or a guard that
    /// outlived [`Slot::retire`](crate::Slot::retire).
    UnpairedResume,
    /// [`Arch::flush`](crate::Arch::flush) or [`Arch::leave`](crate::Arch::leave) returned with
    /// something still deferred. Seen in builds with debug assertions.
    NotSettled,
    /// A task ended inside a section or a pause.
    RetiredInSection,
    /// A guard was made in task context and dropped in a handler, or the other way round, going by
    /// [`Platform::in_interrupt`](crate::Platform::in_interrupt) and
    /// [`Slot::irq_enter`](crate::Slot::irq_enter).
    InterruptChanged,
    /// A handler left the slot of the task that it interrupted otherwise than it found it:
    /// [`Slot::interrupt`](crate::Slot::interrupt). The counters are those that it is left with.
    HandlerChangedSlot,
    /// A CPU switched tasks inside a section or a pause of its own slot:
    /// [`Slot::switching`](crate::Slot::switching).
    SwitchedInSection,
    /// A CPU switched tasks while a handler was announced to its own slot:
    /// [`Slot::switching`](crate::Slot::switching).
    SwitchedInHandler,
}

impl ViolationKind {
    pub(crate) const fn bit(self) -> u16 {
        1 << self as u8
    }

    const fn text(self) -> &'static str {
        match self {
            Self::EnableOverflow => {
                "a section was opened inside 255 others and is not counted; look for a guard that is leaked, or a recursion"
            }
            Self::PauseOverflow => {
                "a pause was made inside 255 others, the mode stays off here; look for a guard that is leaked, or a recursion"
            }
            Self::UnpairedDisable => {
                "a section was ended that this slot never began; look for a `raw::disable` without its `raw::enable`, a task retired under its guards, a switch inside it (reported too), or a `with_slot` that answered with another slot"
            }
            Self::UnpairedResume => {
                "a pause was ended that this slot never began; look for a `raw::resume` without its `raw::pause`, a task retired under its guards, a switch inside it (reported too), or a `with_slot` that answered with another slot"
            }
            Self::NotSettled => {
                "the architecture's `flush` or `leave` returned with something still deferred, says its `is_settled`; look for a queue that these do not empty"
            }
            Self::RetiredInSection => {
                "a task ended inside a section or a pause; look for a guard that is leaked"
            }
            Self::HandlerChangedSlot => {
                "a handler left the slot of the interrupted task otherwise than it found it; look for an `irq_enter` or `irq_exit` out of pair, a guard of the task that it ended, or one of its own that it leaked"
            }
            Self::SwitchedInSection => {
                "a CPU switched tasks inside a section or a pause of its own slot; look for a `Platform::pin` that leaves preemption on, or code that sleeps in a section"
            }
            Self::SwitchedInHandler => {
                "a CPU switched tasks inside a handler that was announced to its own slot; look for an `InterruptGuard` that lives across the switch or is leaked: drop it before the switch, also where a task is killed in its handler"
            }
            Self::InterruptChanged => {
                "a guard was made in task context and dropped in a handler, or the other way round; look for a guard that outlives its handler, or a handler entered without leaving"
            }
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lazy MMU mode: {} ({})", self.kind.text(), self.counts)
    }
}
