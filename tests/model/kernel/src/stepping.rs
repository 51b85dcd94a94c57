//! [`Stepping`]: a platform on which something else may run between any two things that the mode asks of its surroundings.
//!
//! Contexts of one CPU do not run at the same time: an interrupt, a switch or a migration comes between two steps, and runs to its end
//! before the next one. What can come between two instructions is swept in QEMU (`tests/kernels/arm64/src/sweep.rs`).

use std::cell::Cell;
use std::marker::PhantomData;

use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation};

thread_local! {
    /// The next step, in a program.
    static NOW: Cell<Option<usize>> = const { Cell::new(None) };
    static AT: Cell<[Option<usize>; 2]> = const { Cell::new([None; 2]) };
    static OTHER: Cell<fn()> = const { Cell::new(|| ()) };
    static PREEMPTION_OFF: Cell<usize> = const { Cell::new(0) };
}

/// A step of the program: of the other context, if this is where it comes.
pub fn step() {
    if let Some(now) = NOW.get() {
        NOW.set(Some(now + 1));
        if AT.get().contains(&Some(now)) {
            OTHER.get()();
        }
    }
}

/// Runs the program, with `other` at one step, at two, or at none. Counts the steps, those of `other` too: so the second may come in the
/// middle of the first.
pub fn stepped<R>(at: [Option<usize>; 2], other: fn(), program: impl FnOnce() -> R) -> (R, usize) {
    AT.set(at);
    OTHER.set(other);
    NOW.set(Some(0));
    let answer = program();
    let steps = NOW.take().expect("in a program");
    assert!(at.iter().flatten().all(|&at| at < steps), "it came at {at:?}");
    (answer, steps)
}

/// Where the slots are.
pub trait Slots: Sized + 'static {
    /// The architecture's hooks.
    type Arch: Arch;

    /// The number of the current one.
    fn here() -> usize;

    /// Calls `f` with that of a number.
    fn with<R>(number: usize, f: impl FnOnce(&Slot<Self::Arch>) -> R) -> R;

    /// What `Platform::in_interrupt` answers: of the CPU that has the slot of this number, where each has one.
    fn in_interrupt(_: usize) -> bool {
        false
    }

    /// Is told of broken promises.
    fn report(_: Violation) {}

    /// Is told of calls.
    fn trace(_: Event) {}
}

/// Each callback is a step. The mutants do not turn preemption off where they pin.
#[derive(Debug)]
pub struct Stepping<S, const PINS: bool>(PhantomData<S>);

/// The current context keeps its CPU.
pub fn preemption_is_off() -> bool {
    PREEMPTION_OFF.get() > 0
}

impl<S: Slots, const PINS: bool> Platform for Stepping<S, PINS> {
    type Arch = S::Arch;

    fn in_interrupt() -> bool {
        let here = S::here();
        step();
        S::in_interrupt(here)
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<S::Arch>) -> R) -> R {
        let here = S::here();
        step();
        let answer = S::with(here, f);
        step();
        answer
    }

    fn pin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() + usize::from(PINS));
        step();
    }

    fn unpin() {
        PREEMPTION_OFF.set(PREEMPTION_OFF.get() - usize::from(PINS));
        step();
    }

    fn report(violation: Violation) {
        S::report(violation);
    }

    /// The counter has moved, the hook has not run.
    fn trace(event: Event) {
        S::trace(event);
        step();
    }
}
