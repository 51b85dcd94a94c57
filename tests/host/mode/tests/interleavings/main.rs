//! All interleavings of two contexts of one CPU, and a migration between any two steps of an
//! operation: each operation, from every small state, with another context's whole run at each of
//! its steps, and at each two of them.
//!
//! The second run may come while the first runs. Such contexts never run in parallel, and each
//! finds the other's work done. A checker of threads would have them lose updates, because the slot
//! uses no read-modify-write; one CPU cannot lose them.

// Not in Miri, where it takes more than a quarter of an hour: it runs the whole of another context
// at every step.
#![cfg(not(miri))]

mod machine;
mod operations;

use std::cell::Cell;

use lazy_mmu_core::{LazyMmuGuard, PauseGuard, Platform, flush, is_active};
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::store;
use model_kernel::slots::{Observed, SLOTS, at};
use model_kernel::stepping::preemption_is_off;

use machine::{OneBit, PerCpu, PerTask};
use operations::{OPERATIONS, Outcome, run, starts};

thread_local! {
    /// The program of the other context.
    static PROGRAM: Cell<fn()> = const { Cell::new(|| ()) };
    /// How often it ran.
    static RUNS: Cell<usize> = const { Cell::new(0) };
}

fn run_program() {
    RUNS.set(RUNS.get() + 1);
    PROGRAM.get()();
}

/// The programs of another context: each ends all that it begins.
fn programs<P: Platform<Arch = OneBit>>() -> [fn(); 5] {
    [
        || {
            store::<P>();
        },
        || {
            let outer = LazyMmuGuard::<P>::enable();
            store::<P>();
            drop(LazyMmuGuard::<P>::enable());
            store::<P>();
            outer.suspend(|| ());
        },
        || {
            let pause = PauseGuard::<P>::pause();
            let _inert = LazyMmuGuard::<P>::enable();
            store::<P>();
            drop(pause);
        },
        flush::<P>,
        || {
            let section = LazyMmuGuard::<P>::enable();
            store::<P>();
            drop(section.pause());
            store::<P>();
        },
    ]
}

/// Does every operation from every state, with `other` at every step and at every two. Judges each
/// outcome against the undisturbed one, and returns how many were refused.
fn sweep<P: Platform<Arch = OneBit>>(
    what: &str,
    other: fn(),
    judge: fn(&Outcome, &Outcome) -> bool,
) -> usize {
    let (mut runs, mut refused) = (0, 0);
    for program in programs::<P>() {
        PROGRAM.set(program);
        for start in starts() {
            for operation in OPERATIONS {
                let (alone, steps) = run::<P>(&start, operation, [None; 2], other);
                assert!(
                    alone.reports.is_empty() && alone.ends_at_rest,
                    "{operation:?} after {start:?}: {alone:?}"
                );
                let mut compare = |at| {
                    let (outcome, steps) = run::<P>(&start, operation, at, other);
                    runs += 1;
                    refused += usize::from(!judge(&alone, &outcome));
                    steps
                };
                for first in 0..steps {
                    let steps = compare([Some(first), None]);
                    for second in first + 1..steps {
                        compare([Some(first), Some(second)]);
                    }
                }
            }
        }
    }
    let others = RUNS.take();
    compared(&format!("{runs} runs with {what}, {others} of the other context"));
    assert!(others > 0, "it never ran");
    refused
}

/// Accepts no difference at all.
fn is_the_same(alone: &Outcome, disturbed: &Outcome) -> bool {
    alone == disturbed
}

/// Runs a handler, which is eager and leaves the counters as they were. Returns whether something
/// is deferred before it, and after it.
fn handler() -> [bool; 2] {
    let state = || (PerTask::slot().counts(), !PerTask::slot().is_settled());
    let (counts, before) = state();
    Kernel::aside(|| {
        assert!(
            !is_active::<PerTask>() && !store::<PerTask>(),
            "a store of the handler takes effect at once"
        );
        run_program();
    });
    let (counts_after, after) = state();
    assert_eq!(counts_after, counts, "the handler left the counters as they were");
    [before, after]
}

/// Runs a handler that the platform knows of.
fn interrupt() {
    Kernel::count_interrupts(1);
    let [before, after] = handler();
    assert_eq!(before, after);
    Kernel::count_interrupts(-1);
}

/// Runs a handler that is announced to the slot. It may flush.
fn announced_interrupt() {
    let slot = PerTask::slot();
    let _handler = slot.interrupt::<PerTask>();
    let [before, after] = handler();
    assert!(before || !after);
}

/// Runs a handler that nobody announces.
fn unannounced_interrupt() {
    Kernel::aside(run_program);
}

#[test]
fn an_interrupt_at_any_step_changes_nothing() {
    assert_eq!(sweep::<PerTask>("interrupts", interrupt, is_the_same), 0);
}

#[test]
fn an_announced_interrupt_at_any_step_changes_nothing_but_that_it_may_flush() {
    let judge = |alone: &Outcome, disturbed: &Outcome| {
        is_the_same_but_for_flushes(alone, disturbed) && !disturbed.lost
    };
    assert_eq!(sweep::<PerTask>("announced interrupts", announced_interrupt, judge), 0);
}

#[test]
fn an_interrupt_that_nobody_knows_of_changes_something() {
    assert!(
        sweep::<PerTask>("interrupts that nobody knows of", unannounced_interrupt, is_the_same) > 0
    );
}

/// Its stores may join those that the task has deferred, and are settled with them. The slot
/// forgets neither.
#[test]
fn an_interrupt_that_nobody_knows_of_loses_nothing() {
    assert_eq!(
        sweep::<PerTask>(
            "interrupts that nobody knows of",
            unannounced_interrupt,
            |_, disturbed| !disturbed.lost
        ),
        0
    );
}

/// Switches to the next task, which has a slot of its own, and back. What the first task has
/// deferred stays deferred in its slot, or a hook flushes it.
fn switch<const HOOKS: bool>() {
    let task = Kernel::here();
    if task + 1 == SLOTS {
        return;
    }
    Kernel::aside(|| {
        if HOOKS {
            // SAFETY: the task does not run until it is resumed below.
            unsafe { PerTask::slot().pause_task::<PerTask>() };
        }
        Kernel::move_to(task + 1);
        run_program();
        assert!(PerTask::slot().is_settled(), "the other task ended its sections");
        Kernel::move_to(task);
        if HOOKS {
            // SAFETY: pairs the above.
            unsafe { PerTask::slot().resume_task::<PerTask>() };
        }
    });
}

/// Accepts that a flush came on the way: calls and counters are the same, and nothing more is
/// deferred.
fn is_the_same_but_for_flushes(alone: &Outcome, disturbed: &Outcome) -> bool {
    let fewer_hooks = disturbed.hooks.iter().all(|hook| alone.hooks.contains(hook))
        && disturbed.hooks.len() <= alone.hooks.len();
    let flushed_before =
        Outcome { settled: alone.settled, hooks: alone.hooks.clone(), ..disturbed.clone() };
    *alone == flushed_before && fewer_hooks && disturbed.settled >= alone.settled
}

#[test]
fn a_switch_at_any_step_changes_nothing() {
    assert_eq!(sweep::<PerTask>("switches", switch::<false>, is_the_same), 0);
}

#[test]
fn a_switch_with_its_hooks_at_any_step_loses_nothing() {
    assert_eq!(
        sweep::<PerTask>("switches, with hooks", switch::<true>, is_the_same_but_for_flushes),
        0
    );
}

/// Moves the task to the other CPU, if it may leave. Another task runs on the CPU that it left, and
/// then a handler, until a task comes back.
fn migrate<P: Platform<Arch = OneBit>>() {
    if preemption_is_off() {
        return;
    }
    let cpu = Kernel::here();
    at::<OneBit>(cpu).switching::<P>();
    Kernel::aside(run_program);
    Kernel::count_interrupts(1);
    Kernel::move_to(1 - cpu);
    if Kernel::in_interrupt_at(1 - cpu) {
        Kernel::count_interrupts(-1);
    }
}

#[test]
fn a_migration_at_any_step_leaves_a_slot_per_cpu_as_it_would_be() {
    assert_eq!(sweep::<PerCpu>("migrations", migrate::<PerCpu>, is_the_same), 0);
}

#[test]
fn a_migration_out_of_a_section_leaves_something_behind() {
    assert!(
        sweep::<PerTask>("migrations that nothing keeps back", migrate::<PerTask>, is_the_same) > 0
    );
}
