//! A loop that runs one task after the other on its own stack, all inlined into one function: with
//! `current_now` each has its own state.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, TaskRegister, TpidrEl1};
use lazy_mmu_core::{Platform, Slot, lazy_mmu};
use semihosting::println;

kernel::program!(main);

struct Task {
    lazy_mmu: Slot<Arm64>,
    sections_seen: AtomicU8,
}

static TASKS: [Task; 3] =
    [const { Task { lazy_mmu: Slot::new(()), sections_seen: AtomicU8::new(0) } }; 3];

struct Executor;

impl Platform for Executor {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        // SAFETY: `main` sets it before the first section, and the tasks live for ever.
        f(&unsafe { TpidrEl1::current_now::<Task>() }.lazy_mmu)
    }
}

#[inline(always)]
#[lazy_mmu(platform = Executor)]
fn poll(task: &Task) {
    task.sections_seen.store(task.lazy_mmu.counts().enable, Relaxed);
}

fn main() {
    for task in &TASKS {
        // SAFETY: this kernel keeps nothing else in TPIDR_EL1, and the tasks live for ever.
        unsafe { TpidrEl1::set_current(task) }
        poll(task);
    }
    assert!(TASKS.iter().all(|task| task.sections_seen.load(Relaxed) == 1));
    println!("each of {} tasks saw its own section", TASKS.len());
}
