//! The pointer to the current task: a panic names a register that nobody has set, or that holds
//! something else.

#![cfg(debug_assertions)]

use std::panic::catch_unwind;

use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, TpidrEl1, TpidrEl2, queue_pte_barriers};
use lazy_mmu_core::{LazyMmuGuard, Platform, Slot};

struct Task {
    lazy_mmu: Slot<Arm64>,
}

struct Forgot;

impl Platform for Forgot {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        // SAFETY: the test expects this call to panic, as the register points to no task.
        f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
    }
}

/// Returns the message that `f` panics with, in a thread whose registers nobody has set.
fn message(f: fn()) -> String {
    let panicked =
        std::thread::spawn(move || catch_unwind(f)).join().expect("caught").expect_err("it panics");
    *panicked.downcast::<String>().expect("a formatted message")
}

#[test]
fn a_first_operation_without_set_current_panics_and_names_the_register_and_the_type() {
    let operations: [fn(); 2] =
        [|| drop(LazyMmuGuard::<Forgot>::enable()), queue_pte_barriers::<Forgot>];
    for operation in operations {
        let message = message(operation);
        let begin = "SpEl0 holds 0x0, which points to no `task::Task`: nobody has called `set_current` on this CPU";
        assert!(
            message.starts_with(begin)
                && message.contains("Call `SpEl0::set_current` with a `task::Task`"),
            "{message}"
        );
    }
}

#[test]
fn the_variables_of_a_cpu_that_did_not_set_them_are_missed_too() {
    let read: [fn(); 2] = [
        // SAFETY: the call panics, and makes no reference.
        || _ = unsafe { TpidrEl1::current_now::<Task>() },
        // SAFETY: the call panics, and makes no reference.
        || _ = unsafe { TpidrEl2::current_now::<Task>() },
    ];
    for (read, register) in read.into_iter().zip(["TpidrEl1", "TpidrEl2"]) {
        let message = message(read);
        assert!(message.starts_with(&format!("{register} holds 0x0")), "{message}");
    }
}

#[test]
fn a_pointer_that_is_not_aligned_is_not_taken_for_a_task() {
    let message = message(|| {
        // SAFETY: only this thread has the register, and `current_now` panics.
        unsafe { TpidrEl1::set_current(std::ptr::without_provenance::<u8>(0x1001)) };
        // SAFETY: the call panics, and makes no reference.
        let _ = unsafe { TpidrEl1::current_now::<Task>() };
    });
    assert!(message.starts_with("TpidrEl1 holds 0x1001, "), "{message}");
}
