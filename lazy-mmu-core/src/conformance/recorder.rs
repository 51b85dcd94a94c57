// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Recorder`]: the events and reports since the suite last looked.

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::{Call, Counts, Event, Hook, Violation, ViolationKind};

/// A record of the events and violations that the platform receives, for the suite to look at.
///
/// It is a `static` of the subject. The platform's [`trace`](crate::Platform::trace) and
/// [`report`](crate::Platform::report) forward to it.
#[derive(Debug, Default)]
pub struct Recorder {
    events: AtomicU32,
    last_event: AtomicU32,
    reports: AtomicU32,
    last_report: AtomicU32,
    notes: AtomicU32,
}

const CALLS: [Call; 9] = [
    Call::Enable,
    Call::Disable,
    Call::Pause,
    Call::Resume,
    Call::Flush,
    Call::PauseTask,
    Call::ResumeTask,
    Call::Retire,
    Call::HandlerEnds,
];

const HOOKS: [Option<Hook>; 4] = [None, Some(Hook::Enter), Some(Hook::Flush), Some(Hook::Leave)];

const KINDS: [ViolationKind; 10] = [
    ViolationKind::EnableOverflow,
    ViolationKind::PauseOverflow,
    ViolationKind::UnpairedDisable,
    ViolationKind::UnpairedResume,
    ViolationKind::NotSettled,
    ViolationKind::RetiredInSection,
    ViolationKind::InterruptChanged,
    ViolationKind::HandlerChangedSlot,
    ViolationKind::SwitchedInSection,
    ViolationKind::SwitchedInHandler,
];

impl Recorder {
    /// Creates an empty record.
    pub const fn new() -> Self {
        Self {
            events: AtomicU32::new(0),
            last_event: AtomicU32::new(0),
            reports: AtomicU32::new(0),
            last_report: AtomicU32::new(0),
            notes: AtomicU32::new(0),
        }
    }

    /// Records an event. [`Platform::trace`](crate::Platform::trace) calls it.
    pub fn trace(&self, event: Event) {
        let call = position(&CALLS, &event.call);
        let hook = position(&HOOKS, &event.hook);
        self.last_event.store(
            u32::from_le_bytes([call, hook, event.counts.enable, event.counts.pause]),
            Relaxed,
        );
        count(&self.events);
    }

    /// Records a violation. [`Platform::report`](crate::Platform::report) calls it.
    pub fn report(&self, violation: Violation) {
        self.last_report.store(u32::from(position(&KINDS, &violation.kind)), Relaxed);
        count(&self.reports);
    }

    /// Returns the number of events, and the last one.
    pub(super) fn events(&self) -> (u32, Option<Event>) {
        let [call, hook, enable, pause] = self.last_event.load(Relaxed).to_le_bytes();
        let last = CALLS.get(usize::from(call)).zip(HOOKS.get(usize::from(hook)));
        let last = last.map(|(&call, &hook)| Event::new(call, hook, Counts { enable, pause }));
        let times = self.events.load(Relaxed);
        (times, if times > 0 { last } else { None })
    }

    /// Returns the number of reports, and the kind of the last one.
    pub(super) fn reports(&self) -> (u32, Option<ViolationKind>) {
        let times = self.reports.load(Relaxed);
        let last = KINDS.get(self.last_report.load(Relaxed) as usize).copied();
        (times, if times > 0 { last } else { None })
    }

    /// Records a handler's note to the suite, as one bit.
    pub(super) fn note(&self, bit: u32) {
        self.notes.store(self.notes.load(Relaxed) | bit, Relaxed);
    }

    pub(super) fn notes(&self) -> u32 {
        self.notes.load(Relaxed)
    }

    pub(super) fn clear(&self) {
        for counter in [&self.events, &self.reports, &self.notes] {
            counter.store(0, Relaxed);
        }
    }
}

/// Counts one more. Only the subject's context counts here, so no read-modify-write instruction is
/// needed.
fn count(counter: &AtomicU32) {
    counter.store(counter.load(Relaxed).wrapping_add(1), Relaxed);
}

/// Returns the item's index. An index beyond the table stands for an unknown item, and reads as
/// none.
fn position<T: PartialEq>(table: &[T], item: &T) -> u8 {
    table.iter().position(|known| known == item).map_or(u8::MAX, |index| index as u8)
}
