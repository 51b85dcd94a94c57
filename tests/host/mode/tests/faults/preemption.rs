//! Preemption between "count = 1" and `enter`, with a second copy of the state in the backend: the scheduler, back at the task, entered for
//! it; then the task entered again.

use std::cell::Cell;
use std::marker::PhantomData;

use lazy_mmu_arm64::emit_pte_barriers;
use lazy_mmu_core::{Arch, Counts, LazyMmuGuard, Slot, owe};
use model_kernel::stepping::{Slots, Stepping, preemption_is_off, step};

use crate::{Verdict, at_each_step, pairs};

/// Two tasks on one CPU. Every step may be a switch to the second one and back, unless preemption is off.
type Preempted<A, const PINS: bool> = Stepping<Tasks<A>, PINS>;

struct Tasks<A>(PhantomData<A>);

trait Backend: Arch {
    fn with_task<R>(task: usize, f: impl FnOnce(&Slot<Self>) -> R) -> R
    where
        Self: Sized;
}

thread_local! {
    static CURRENT: Cell<usize> = const { Cell::new(0) };
    static SWITCHES: Cell<usize> = const { Cell::new(0) };
    static ENTERED_TWICE: Cell<bool> = const { Cell::new(false) };
}

impl<A: Backend> Slots for Tasks<A> {
    type Arch = A;

    fn here() -> usize {
        CURRENT.get()
    }

    fn with<R>(task: usize, f: impl FnOnce(&Slot<A>) -> R) -> R {
        A::with_task(task, f)
    }
}

/// As arm64: the debt is the slot's bit. Nothing is kept beside it, so that any hook may run at any time.
struct OneCopy;

impl Arch for OneCopy {
    type Local = ();

    const OWES_BY_BIT: bool = true;

    fn enter((): &()) {
        step();
    }

    fn flush((): &()) {
        step();
        emit_pte_barriers();
        step();
    }

    fn is_settled((): &()) -> bool {
        true
    }
}

/// As Xen: the CPU knows, too, whether the mode is on; and insists.
struct SecondCopy;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

impl Arch for SecondCopy {
    type Local = ();

    fn enter((): &()) {
        step();
        if ON.replace(true) {
            ENTERED_TWICE.set(true); // BUG_ON(this_cpu_read(xen_lazy_mode) != XEN_LAZY_NONE)
        }
        step();
    }

    fn flush((): &()) {
        step();
    }

    fn leave((): &()) {
        step();
        ON.set(false);
        step();
    }

    fn is_settled((): &()) -> bool {
        true
    }
}

macro_rules! backend {
    ($backend:ident) => {
        impl Backend for $backend {
            fn with_task<R>(task: usize, f: impl FnOnce(&Slot<Self>) -> R) -> R {
                thread_local! {
                    static TASKS: [Slot<$backend>; 2] = const { [const { Slot::new(()) }; 2] };
                }
                TASKS.with(|tasks| f(&tasks[task]))
            }
        }
    };
}
backend!(OneCopy);
backend!(SecondCopy);

fn store<A: Backend, const PINS: bool>() {
    if A::OWES_BY_BIT && !owe::<Preempted<A, PINS>>() {
        emit_pte_barriers();
    }
}

/// To the second task, which has a section of its own, and back.
fn switch<A: Backend, const PINS: bool>() {
    if preemption_is_off() {
        return;
    }
    SWITCHES.set(SWITCHES.get() + 1);
    // SAFETY: the first task does not run until it is resumed below.
    A::with_task(0, |slot| unsafe { slot.pause_task::<Preempted<A, PINS>>() });
    CURRENT.set(1);
    let section = LazyMmuGuard::<Preempted<A, PINS>>::enable();
    store::<A, PINS>();
    drop(section);
    CURRENT.set(0);
    // SAFETY: pairs the above.
    A::with_task(0, |slot| unsafe { slot.resume_task::<Preempted<A, PINS>>() });
}

/// What must be true after every call of the mode.
fn program<A: Backend, const PINS: bool>() -> Verdict {
    ENTERED_TWICE.set(false);
    let switches = SWITCHES.get();
    let paid = pairs(every_call::<A, PINS>);
    let settled = |task| A::with_task(task, |slot| slot.counts() == Counts::default() && slot.is_settled());
    // Four ends of sections and pauses, and the second task's section. A switch in between may only add to that.
    let owed = if A::OWES_BY_BIT { 4 + SWITCHES.get() - switches } else { 0 };
    if ENTERED_TWICE.get() {
        Err("the mode was entered twice")
    } else if !(settled(0) && settled(1)) {
        Err("a task is left with a section or a debt")
    } else if paid < owed {
        Err("something was never paid for")
    } else {
        Ok(())
    }
}

fn every_call<A: Backend, const PINS: bool>() {
    let outer = LazyMmuGuard::<Preempted<A, PINS>>::enable();
    store::<A, PINS>();
    drop(LazyMmuGuard::<Preempted<A, PINS>>::enable());
    store::<A, PINS>();
    drop(outer.pause());
    store::<A, PINS>();
    outer.suspend(|| ());
    store::<A, PINS>();
}

fn check<A: Backend, const PINS: bool>() -> Vec<Verdict> {
    at_each_step(switch::<A, PINS>, program::<A, PINS>)
}

#[test]
fn a_switch_at_any_step_enters_nothing_twice() {
    let ours = check::<OneCopy, false>();
    assert_eq!(SWITCHES.take(), ours.len(), "at every step");
    assert!(ours.iter().all(|verdict| *verdict == Ok(())), "{ours:?}");

    let mutant = check::<SecondCopy, false>();
    assert_eq!(SWITCHES.take(), mutant.len(), "at every step");
    assert!(mutant.contains(&Err("the mode was entered twice")));
    // enable: pinned, in_interrupt, with_slot, traced.
    const BETWEEN_COUNT_AND_ENTER: usize = 3;
    assert_eq!(mutant.iter().position(|verdict| verdict.is_err()), Some(BETWEEN_COUNT_AND_ENTER));
}

#[test]
fn a_backend_with_a_copy_of_its_own_takes_a_platform_that_pins() {
    let pinned = check::<SecondCopy, true>();
    let switches = SWITCHES.take();
    assert!(0 < switches && switches < pinned.len(), "{switches} of {}", pinned.len());
    assert!(pinned.iter().all(|verdict| *verdict == Ok(())), "{pinned:?}");
}
