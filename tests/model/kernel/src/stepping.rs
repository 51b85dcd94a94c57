//! [`Stepping`]: a kernel on which something else may run between any two things that the mode asks of its surroundings.
//!
//! Contexts of one CPU do not run at the same time: an interrupt, a switch or a migration comes
//! between two steps, and runs to its end before the next one. What can come between two
//! instructions is swept in QEMU (`tests/kernels/arm64/src/sweep.rs`).

use std::cell::Cell;

use crate::kernel::Kernel;
use crate::platform::{Config, Moment};

thread_local! {
    /// The next step, in a program.
    static NOW: Cell<Option<usize>> = const { Cell::new(None) };
    static AT: Cell<[Option<usize>; 2]> = const { Cell::new([None; 2]) };
    static OTHER: Cell<fn()> = const { Cell::new(|| ()) };
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

/// Runs the program, with `other` at one step, at two, or at none. Counts the steps, those of
/// `other` too: so the second may come in the middle of the first.
pub fn stepped<R>(at: [Option<usize>; 2], other: fn(), program: impl FnOnce() -> R) -> (R, usize) {
    AT.set(at);
    OTHER.set(other);
    NOW.set(Some(0));
    let answer = program();
    let steps = NOW.take().expect("in a program");
    assert!(at.iter().flatten().all(|&at| at < steps), "it came at {at:?}");
    (answer, steps)
}

/// All that the mode asks is a step, and what it traces. Where this does not pin, preemption stays
/// on: right for a slot in the task, and the mutant of one per CPU.
#[derive(Debug)]
pub struct Stepping<const PINS: bool>;

impl<const PINS: bool> Config for Stepping<PINS> {
    const PINS: bool = PINS;

    fn at(moment: Moment) {
        if moment != Moment::Report {
            step();
        }
    }
}

/// The current context keeps its CPU.
pub fn preemption_is_off() -> bool {
    Kernel::pins() > 0
}
