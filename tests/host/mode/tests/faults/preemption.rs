//! Preemption between "count = 1" and `enter`, in a backend that keeps a second copy of the state:
//! the scheduler entered the mode when it resumed the task, and then the task entered it again.

use std::cell::Cell;

use lazy_mmu_core::{Arch, Counts, LazyMmuGuard, Platform};
use model_kernel::agree::Stores;
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::platform::Recording;
use model_kernel::slots;
use model_kernel::stepping::{Stepping, preemption_is_off, step};

use crate::{Verdict, at_each_step};

/// A kernel with a slot for each task. At every step it may switch to the second task and back,
/// unless preemption is off.
type Preempted<A, const PINS: bool> = Recording<A, Stepping<PINS>>;

thread_local! {
    static SWITCHES: Cell<usize> = const { Cell::new(0) };
    static ENTERED_TWICE: Cell<bool> = const { Cell::new(false) };
}

/// A backend as arm64's: the slot's bit says what is deferred. The backend keeps nothing beside it,
/// so that any hook may run at any time.
type OneCopy = Noting<true>;

/// A backend as Xen's: the CPU also keeps whether the mode is on, and refuses to enter it twice.
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

impl Stores for SecondCopy {
    const NOTES_HOOKS: bool = false;

    fn store<P: Platform<Arch = Self>>() {}

    fn settled() -> usize {
        0
    }
}

/// Switches to the second task, which has a section of its own, and back.
fn switch<A: Stores, const PINS: bool>() {
    if preemption_is_off() {
        return;
    }
    SWITCHES.set(SWITCHES.get() + 1);
    // SAFETY: the first task does not run until it is resumed below.
    unsafe { slots::at::<A>(0).pause_task::<Preempted<A, PINS>>() };
    Kernel::move_to(1);
    let section = LazyMmuGuard::<Preempted<A, PINS>>::enable();
    A::store::<Preempted<A, PINS>>();
    drop(section);
    Kernel::move_to(0);
    // SAFETY: pairs the above.
    unsafe { slots::at::<A>(0).resume_task::<Preempted<A, PINS>>() };
}

/// Makes every call of the mode, and checks what must be true afterwards.
fn program<A: Stores, const PINS: bool>() -> Verdict {
    ENTERED_TWICE.set(false);
    let switches = SWITCHES.get();
    A::settled();
    every_call::<A, PINS>();
    let flushes = A::settled();
    let settled = |task| {
        let slot = slots::at::<A>(task);
        slot.counts() == Counts::default() && slot.is_settled()
    };
    // Each of the four calls that settle, and the second task's section. A switch in between may
    // only add to that.
    let at_least = if A::DEFERS_BY_BIT { 4 + SWITCHES.get() - switches } else { 0 };
    if ENTERED_TWICE.get() {
        Err("the mode was entered twice")
    } else if !(settled(0) && settled(1)) {
        Err("a task is left with an open section or a deferred barrier")
    } else if flushes < at_least {
        Err("a store was never settled")
    } else {
        Ok(())
    }
}

fn every_call<A: Stores, const PINS: bool>() {
    let outer = LazyMmuGuard::<Preempted<A, PINS>>::enable();
    A::store::<Preempted<A, PINS>>();
    drop(LazyMmuGuard::<Preempted<A, PINS>>::enable());
    A::store::<Preempted<A, PINS>>();
    drop(outer.pause());
    A::store::<Preempted<A, PINS>>();
    outer.suspend(|| ());
    A::store::<Preempted<A, PINS>>();
}

fn check<A: Stores, const PINS: bool>() -> Vec<Verdict> {
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
