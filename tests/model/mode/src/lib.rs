//! [`Model`]: the mode as SPEC.md defines it ("State" and "Promises"), for tests to compare with.
//!
//! It is written from that definition and from nothing else: it shares names with the code under
//! test, and no step. Host tests, the fuzzer and the stress programs on QEMU use it, so it needs no
//! allocator.
#![no_std]

mod did;
mod handler;
mod pause;
mod raw;
mod scheduler;
mod section;

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

pub use did::{Did, Seen};
pub use handler::Found;

/// How an architecture defers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeps {
    /// By a bit of the slot: `flush` and `leave` run only if something is deferred.
    Bit,
    /// In a queue of its own, which the mode does not read: every hook runs.
    Queue,
}

/// One slot, the answer of its platform, and the effects of the last step.
#[derive(Clone, Debug)]
pub struct Model {
    keeps: Keeps,
    state: State,
    /// The answer of `Platform::in_interrupt`.
    in_interrupt: bool,
    pins: i32,
    /// The kinds that were reported, a bit for each.
    reported: u16,
    did: Did,
}

/// The state that a handler must leave as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    counts: Counts,
    /// The pause is stuck.
    stuck: bool,
    /// Handlers that are announced to the slot (D).
    handlers: u8,
    deferred: bool,
}

impl State {
    /// Returns whether the mode is active for the task, whether or not a handler runs on top of it.
    fn is_active(&self) -> bool {
        self.counts.enable > 0 && self.counts.pause == 0
    }
}

/// The token of a guard: whether it counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The guard counted.
    Counted,
    /// It did not count, because it was made in a handler.
    InHandler,
    /// It did not count, because it was made in a pause.
    InPause,
    /// It did not count, because it was made at E = 255.
    FullOfSections,
    /// It did not count, because it was made at P = 255.
    FullOfPauses,
}

impl Model {
    /// Returns the model of a new slot, in a task.
    pub const fn new(keeps: Keeps) -> Self {
        let counts = Counts { enable: 0, pause: 0 };
        let state = State { counts, stuck: false, handlers: 0, deferred: false };
        Self { keeps, state, in_interrupt: false, pins: 0, reported: 0, did: Did::NOTHING }
    }

    /// Takes the effects since the last call.
    pub fn take(&mut self) -> Did {
        core::mem::take(&mut self.did)
    }

    /// Returns E and P.
    pub fn counts(&self) -> Counts {
        self.state.counts
    }

    /// Returns whether a store made now would be deferred.
    pub fn is_active(&self) -> bool {
        self.state.is_active() && !self.in_handler()
    }

    /// Returns whether the task has stores that are not settled.
    pub fn has_deferred(&self) -> bool {
        self.state.deferred
    }

    /// Returns whether a pause is stuck, because there was one too many.
    pub fn is_stuck(&self) -> bool {
        self.state.stuck
    }

    /// Returns how many pins the sections and pauses that counted hold.
    pub fn pins(&self) -> i32 {
        self.pins
    }

    /// Stores an entry.
    pub fn store(&mut self) {
        if self.is_active() {
            self.state.deferred = true;
            self.did.deferred = true;
        } else {
            self.did.settled += 1;
        }
    }

    /// Flushes: settles what is deferred, and stays in the section.
    pub fn flush(&mut self) {
        if self.is_active() {
            self.reach(Call::Flush, Some(Hook::Flush));
        } else {
            self.reach_below(Call::Flush);
        }
    }

    /// Traces the call, whose counter has moved, and runs the hook.
    fn reach(&mut self, call: Call, hook: Option<Hook>) {
        let counts = self.counts();
        self.did.push(Seen::Traced(call, hook, counts));
        let Some(hook) = hook else { return };
        let settles = hook != Hook::Enter;
        if !settles || self.state.deferred || self.keeps == Keeps::Queue {
            self.did.push(Seen::Ran(hook, counts));
        }
        if settles {
            self.did.settled += usize::from(self.state.deferred);
            self.state.deferred = false;
        }
    }

    fn report(&mut self, kind: ViolationKind) {
        self.report_at(kind, self.counts());
    }

    /// Reports a violation, each kind once.
    fn report_at(&mut self, kind: ViolationKind, counts: Counts) {
        let bit = 1 << kind as u16;
        if self.reported & bit == 0 {
            self.reported |= bit;
            self.did.push(Seen::Reported(kind, counts));
        }
    }
}
