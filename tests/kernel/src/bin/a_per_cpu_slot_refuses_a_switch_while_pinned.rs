//! A slot per CPU, on a platform that pins by switching preemption off: at each instruction boundary of each operation a switch to another
//! CPU is tried. It is refused while pinned and happens elsewhere; every slot and every task is what it is without.
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kernel::neighbour::{self, neighbour};
use kernel::sweep::{self, Handlers};
use kernel::{MOST_CPUS, Task, cpu_index, retries, sched};
use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{Counts, Platform, Slot, Violation};
use semihosting::println;

kernel::program!(main);

struct PerCpu;

static SLOTS: [Slot<Arm64>; MOST_CPUS] = [const { Slot::new(()) }; MOST_CPUS];

impl Platform for PerCpu {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&SLOTS[cpu_index()])
    }

    fn pin() {
        add(1);
    }

    fn unpin() {
        add(-1);
    }

    fn report(violation: Violation) {
        panic!("{violation}");
    }
}

/// To the task's own counter: load and store, as a step between exclusive ones would never let them through.
fn add(by: i32) {
    let counter = &Task::current().preemption_off;
    counter.store(counter.load(Relaxed) + by, Relaxed);
}

impl Handlers for PerCpu {
    fn handler(_: impl FnOnce()) {
        unreachable!("nothing is swept in a handler here");
    }
}

static REFUSED: AtomicUsize = AtomicUsize::new(0);
static MOVED: AtomicUsize = AtomicUsize::new(0);

fn main() {
    sched::spawn(|_| swept(), 0);
    for index in 1..=MOST_CPUS {
        sched::spawn(|index| neighbour::<PerCpu>(index, true), index);
    }
    sched::run(MOST_CPUS);
    assert!(SLOTS.iter().all(|slot| slot.counts() == Counts::default() && slot.is_settled()));
    assert_eq!(retries(), 0, "no page of another task faulted");
}

fn swept() {
    println!("tried to move to another CPU");
    sweep::sweep::<PerCpu>(boundary, |start| !start.in_handler);
    assert_eq!(Task::current().preemption_off.load(Relaxed), 0, "each pin has its unpin");
    assert_ne!(neighbour::end(), 0, "the other tasks did something");
    let (refused, moved) = (REFUSED.load(Relaxed), MOVED.load(Relaxed));
    assert!(refused > 0 && moved > 0);
    println!("refused while pinned: {refused}, moved: {moved}");
}

fn boundary(number: usize) {
    sweep::boundary::<PerCpu>(number, || {
        if Task::current().preemption_off.load(Relaxed) > 0 {
            REFUSED.fetch_add(1, Relaxed);
            return;
        }
        MOVED.fetch_add(1, Relaxed);
        let before = cpu_index();
        while cpu_index() == before {
            // Reports, and so panics, if a section is open.
            SLOTS[cpu_index()].switching::<PerCpu>();
            sched::yield_now();
        }
    });
}
