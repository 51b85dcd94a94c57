//! The kernel of the programs in `src/bin`, which prints the calls of the mode.
//!
//! `tests/compiled/tests/fidelity` compiles each program with the attribute and without, and
//! compares its output, its debug information and its lints. Lines that begin with `mode:` are the
//! only difference that there should be.

use std::cell::Cell;

use lazy_mmu_core::{Arch, Call, Counts, Event, Platform, Slot};

/// The kernel: one task a thread.
#[derive(Debug)]
pub struct K;

/// The kernel's architecture, which defers nothing.
#[derive(Debug)]
pub struct Eager;

impl Arch for Eager {
    type Local = ();

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

thread_local! {
    static TASK: Slot<Eager> = const { Slot::new(()) };
    static OBSERVER: Cell<fn(Call)> = const { Cell::new(|call| println!("mode: {call}")) };
}

impl Platform for K {
    type Arch = Eager;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Eager>) -> R) -> R {
        TASK.with(f)
    }

    fn trace(event: Event) {
        OBSERVER.get()(event.call);
    }
}

/// Calls `f` for each call of the mode, instead of printing it.
pub fn observe(f: fn(Call)) {
    OBSERVER.set(f);
}

/// Returns the counters of the task.
pub fn counts() -> Counts {
    TASK.with(Slot::counts)
}

/// A value that prints its name when it drops.
#[derive(Debug)]
pub struct Noted(pub &'static str);

impl Noted {
    /// Returns the name, borrowed from the value.
    pub fn name(&self) -> &str {
        self.0
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        println!("drop {}", self.0);
    }
}
