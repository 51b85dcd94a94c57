//! A new task was born with its parent's counters.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::rc::Rc;

use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Platform, Slot, Violation, section};

use crate::{Verdict, pairs};

/// The current task may be exchanged.
struct Tasks;

thread_local! {
    static CURRENT: RefCell<Rc<Slot<Arm64>>> = RefCell::new(Rc::new(Slot::new(())));
    static REPORTED: Cell<bool> = const { Cell::new(false) };
}

impl Platform for Tasks {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        let current = CURRENT.with_borrow(Rc::clone);
        f(&current)
    }

    fn report(_: Violation) {
        REPORTED.set(true);
    }
}

/// There is no other way: `Slot` is not `Clone`.
fn ours(_: &Slot<Arm64>) -> Slot<Arm64> {
    Slot::new(())
}

/// As a kernel does that copies the parent's task structure byte for byte, and resets what it thinks of.
fn mutant(parent: &Slot<Arm64>) -> Slot<Arm64> {
    // SAFETY: a slot is plain data, with nothing to drop.
    unsafe { ptr::read(parent) }
}

/// A task forks inside a section, and the child runs to its end.
fn check(fork: fn(&Slot<Arm64>) -> Slot<Arm64>) -> Verdict {
    section::<Tasks, _>(|_| {
        queue_pte_barriers::<Tasks>();
        let child = Rc::new(Tasks::with_slot(fork));
        let parent = CURRENT.replace(Rc::clone(&child));
        let paid = pairs(queue_pte_barriers::<Tasks>);
        child.retire::<Tasks>();
        CURRENT.set(parent);
        if paid != 1 {
            Err("the child is in a section that it never began")
        } else if REPORTED.take() {
            Err("the child ended in a section")
        } else {
            Ok(())
        }
    })
}

#[test]
fn a_new_task_begins_outside_any_section() {
    assert_eq!(check(ours), Ok(()));
    assert_eq!(check(mutant), Err("the child is in a section that it never began"));
}

/// A slot cannot be copied by accident: this is ambiguous, and so an error, for a type that is `Clone`.
const _: () = {
    trait IsNobodysCopy<Because> {
        fn holds() {}
    }
    struct AnyType;
    struct Cloned;
    impl<T> IsNobodysCopy<AnyType> for T {}
    impl<T: Clone> IsNobodysCopy<Cloned> for T {}
    let _ = <Slot<Arm64> as IsNobodysCopy<_>>::holds;
};
