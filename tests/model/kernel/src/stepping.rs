//! [`Stepping`]: a kernel on which something else may run between any two things that the mode asks
//! of its surroundings.
//!
//! Contexts of one CPU do not run at the same time: an interrupt, a switch or a migration comes
//! between two steps, and runs to its end before the next one. QEMU runs have them between any two
//! instructions (`tests/kernels/arm64/src/sweep.rs`).

use std::cell::Cell;

use crate::kernel::Kernel;
use crate::platform::{Config, Moment};

thread_local! {
    /// The number of the next step, while a program runs.
    static NOW: Cell<Option<usize>> = const { Cell::new(None) };
    static AT: Cell<[Option<usize>; 2]> = const { Cell::new([None; 2]) };
    static OTHER: Cell<fn()> = const { Cell::new(|| ()) };
}

/// Counts a step of the program, and runs the other context if it comes here.
pub fn step() {
    if let Some(now) = NOW.get() {
        NOW.set(Some(now + 1));
        if AT.get().contains(&Some(now)) {
            OTHER.get()();
        }
    }
}

/// Runs the program, with `other` at one step, at two, or at none. Returns the answer and how many
/// steps there were, with those of `other`: so the second `other` may come in the middle of the
/// first.
pub fn stepped<R>(at: [Option<usize>; 2], other: fn(), program: impl FnOnce() -> R) -> (R, usize) {
    AT.set(at);
    OTHER.set(other);
    NOW.set(Some(0));
    let answer = program();
    let steps = NOW.take().expect("in a program");
    assert!(at.iter().flatten().all(|&at| at < steps), "`other` did not come at each of {at:?}");
    (answer, steps)
}

/// Each question of the mode and each event is a step. Without `PINS` preemption stays on: right
/// for a slot in the task, and the mutant of a slot per CPU.
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

/// Returns whether the current context keeps its CPU.
pub fn preemption_is_off() -> bool {
    Kernel::pins() > 0
}
