//! Something that happens at every step of a program in turn: between any two things that the mode asks of its surroundings.

use std::cell::Cell;

use crate::Verdict;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
    static AT: Cell<Option<usize>> = const { Cell::new(None) };
    static EVENT: Cell<fn()> = const { Cell::new(|| ()) };
}

/// A step of the program: the event's, if it is its turn.
pub fn step() {
    let now = STEPS.get();
    STEPS.set(now + 1);
    if AT.get() == Some(now) {
        // Its own steps are none of the program's.
        AT.set(None);
        EVENT.get()();
    }
}

/// Runs `program` as often as it has steps, each time with `event` at the next one; answers with each verdict.
pub fn at_each_step(event: fn(), program: impl Fn() -> Verdict) -> Vec<Verdict> {
    EVENT.set(event);
    AT.set(None);
    STEPS.set(0);
    assert_eq!(program(), Ok(()), "without the event nothing is wrong");
    let steps = STEPS.get();
    assert!(steps > 0, "the program has no steps");
    let run = |at| {
        STEPS.set(0);
        AT.set(Some(at));
        let verdict = program();
        assert_eq!(AT.get(), None, "the event happened");
        verdict
    };
    (0..steps).map(run).collect()
}
