// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Violation`]: a broken promise to the mode, as the mode reports it.

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

/// A broken promise to the mode. [`Platform::report`](crate::Platform::report) receives each kind
/// once for a slot.
///
/// The mode has done what is safe before it reports: counters stay in their range, and nothing
/// deferred is forgotten. The `Display` is one line for the kernel's log: the event, what to look
/// for, and the counters.
///
/// One mistake may be reported under two kinds, if it shows twice:
///
/// | mistake | reported as |
/// | --- | --- |
/// | a guard of the task drops in a handler | `InterruptChanged`, then `HandlerChangedSlot` when the handler ends |
/// | a CPU switches tasks in a section of its own slot | `SwitchedInSection`, then `UnpairedDisable` when the guard drops |
/// | a guard of a handler outlives it | `HandlerChangedSlot` at the handler's end, then `UnpairedDisable` when the guard drops |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// The promise that was broken.
    pub kind: ViolationKind,
    /// The counters at that time.
    pub counts: Counts,
}

/// The kind of a broken promise.
///
/// The page [`troubleshooting`](crate::troubleshooting) has the logged line and a remedy for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A section was opened at E = 255.
    ///
    /// It doesn't count. Its end flushes all the same, and reports this. A leaked one is never
    /// reported. Look for a leaked guard, or a recursion.
    EnableOverflow,
    /// A pause was made at P = 255.
    ///
    /// The pause sticks: the slot is eager until it is [retired](crate::Slot::retire), or per CPU
    /// [switched](crate::Slot::switching). The drop of the pause's guard reports this. Look for a
    /// leaked guard, or a recursion.
    PauseOverflow,
    /// A section was ended at E = 0.
    ///
    /// Look for a [`raw::disable`](crate::raw::disable) without its `enable`, a guard that outlived
    /// [`Slot::retire`](crate::Slot::retire), or a
    /// [`with_slot`](crate::Platform::with_slot) that answers with another slot after a switch.
    UnpairedDisable,
    /// A pause was ended at P = 0.
    ///
    /// Look for a [`raw::resume`](crate::raw::resume) without its `pause`, and for the other causes
    /// of `UnpairedDisable`.
    UnpairedResume,
    /// [`Arch::flush`](crate::Arch::flush) or [`Arch::leave`](crate::Arch::leave) returned with
    /// something still deferred, by [`Arch::is_settled`](crate::Arch::is_settled).
    ///
    /// Builds with debug assertions report this. [`conformance`](crate::conformance) names the call
    /// after which something is left. A slot that is given up while its queue is in use reports it
    /// in any build.
    NotSettled,
    /// A task ended inside a section or a pause.
    ///
    /// Its guard was leaked, or the task was ended without unwinding.
    RetiredInSection,
    /// A guard was made in task context and dropped in a handler, or the other way round.
    ///
    /// [`Platform::in_interrupt`](crate::Platform::in_interrupt) and
    /// [`Slot::irq_enter`](crate::Slot::irq_enter) decide what a handler is. Drop a guard where it
    /// was made, and pair the begin and the end of each handler.
    InterruptChanged,
    /// A handler left the slot of the task that it interrupted otherwise than it found it.
    ///
    /// See [`Slot::interrupt`](crate::Slot::interrupt). The counters are those after the repair.
    HandlerChangedSlot,
    /// A CPU switched tasks inside a section or a pause of its own slot.
    ///
    /// See [`Slot::switching`](crate::Slot::switching). Switch preemption off in
    /// [`Platform::pin`](crate::Platform::pin), and sleep outside of sections.
    SwitchedInSection,
    /// A CPU switched tasks while a handler was announced to its own slot.
    ///
    /// See [`Slot::switching`](crate::Slot::switching). Drop the guard of
    /// [`Slot::interrupt`](crate::Slot::interrupt) before the switch.
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
