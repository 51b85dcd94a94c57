//! [`Model`]: the mode as its definition has it (SPEC.md, "State" and "Promises"), for tests to compare with.
//!
//! It is written from that definition and from nothing else: of the code under test it shares the
//! names and no step. Host tests, the fuzzer and the stress programs on QEMU use it, so it needs no
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

/// How an architecture keeps what it defers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeps {
    /// As a bit of the slot: `flush` and `leave` run only where something is deferred.
    Bit,
    /// In a queue of its own, which the mode does not look into: every hook runs.
    Queue,
}

/// One slot, what its platform answers, and what the last step did.
#[derive(Clone, Debug)]
pub struct Model {
    keeps: Keeps,
    state: State,
    /// `Platform::in_interrupt`.
    in_interrupt: bool,
    pins: i32,
    /// A bit for each kind.
    reported: u16,
    did: Did,
}

/// What a handler must leave as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    counts: Counts,
    /// Paused for good.
    stuck: bool,
    /// Handlers that are announced to the slot (D).
    handlers: u8,
    deferred: bool,
}

impl State {
    /// The section is active for its task, whether or not a handler runs on top of it.
    fn is_active(&self) -> bool {
        self.counts.enable > 0 && self.counts.pause == 0
    }
}

/// What a guard remembers of its constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// It counted.
    Counted,
    /// It did not, as it was made in a handler.
    InHandler,
    /// In a pause.
    InPause,
    /// At E = 255.
    FullOfSections,
    /// At P = 255.
    FullOfPauses,
}

impl Model {
    /// A new slot, in a task.
    pub const fn new(keeps: Keeps) -> Self {
        let counts = Counts { enable: 0, pause: 0 };
        let state = State { counts, stuck: false, handlers: 0, deferred: false };
        Self { keeps, state, in_interrupt: false, pins: 0, reported: 0, did: Did::NOTHING }
    }

    /// What was done since the last call.
    pub fn take(&mut self) -> Did {
        core::mem::take(&mut self.did)
    }

    /// E and P.
    pub fn counts(&self) -> Counts {
        self.state.counts
    }

    /// Whether a store made now would be deferred.
    pub fn is_active(&self) -> bool {
        self.state.is_active() && !self.in_handler()
    }

    /// Whether the task has stores that are not settled.
    pub fn has_deferred(&self) -> bool {
        self.state.deferred
    }

    /// Whether there was a pause too many: it stays.
    pub fn is_stuck(&self) -> bool {
        self.state.stuck
    }

    /// Pins held by what counted.
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

    /// Settles what is deferred, and stays in the section.
    pub fn flush(&mut self) {
        if self.is_active() {
            self.reach(Call::Flush, Some(Hook::Flush));
        } else {
            self.reach_below(Call::Flush);
        }
    }

    /// The counter has moved; now the hook runs.
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

    /// Each kind once.
    fn report_at(&mut self, kind: ViolationKind, counts: Counts) {
        let bit = 1 << kind as u16;
        if self.reported & bit == 0 {
            self.reported |= bit;
            self.did.push(Seen::Reported(kind, counts));
        }
    }
}
