//! Twelve tasks on four CPUs map, protect or unmap a page a million times, by calls for up to 32 of
//! them, in nested, paused, suspended and interrupted sections of random sizes, preempted and
//! migrated anywhere, and the handlers on top of them do the same. Each mapping is checked through
//! its address, each slot is after each step where the task's own model is, and all of them
//! together have executed the barriers that their models predict: the plugin counts every
//! `dsb ishst` and every invalidation of the four CPUs. (Interrupts and switches have DSBs and ISBs
//! of other kinds.)
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use core::ops::Add;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kernel::sched::{self, SWITCHES};
use kernel::stress::{Cost, OPERATIONS, Place, Stress};
use kernel::{Kernel, Meter, Qemu, Task, cpu_index, interrupt_others, on_interrupt, retries};
use lazy_mmu_core::{Counts, is_active};
use semihosting::println;
use spin::Mutex;

kernel::program!(main);

const CPUS: usize = 4;
const TASKS: usize = 12;

/// The operations of each task, and of the handlers of each CPU.
static STRESS: [Mutex<Option<Stress>>; TASKS + CPUS] = [const { Mutex::new(None) }; TASKS + CPUS];
static DONE: AtomicU64 = AtomicU64::new(0);
static HANDLED: AtomicU64 = AtomicU64::new(0);

fn main() {
    for (index, stress) in STRESS.iter().enumerate() {
        let place = if index < TASKS { Place::Task(make_room) } else { Place::Handler };
        *stress.lock() = Some(Stress::new(index, place, false));
    }
    on_interrupt(handler);
    for index in 0..TASKS {
        sched::spawn(task, index);
    }
    Qemu.count(format_args!("varies on {CPUS} CPUs"), || sched::run(CPUS));

    assert!(DONE.load(Relaxed) >= OPERATIONS);
    assert_eq!(retries(), 0, "a section's end left something to settle");
    let cost = STRESS
        .iter()
        .map(|stress| stress.lock().as_ref().expect("made above").predicted.cost)
        .fold(Cost::default(), Cost::add);
    // Each CPU that starts empties its own TLB once, on the way to Rust.
    println!("predicted: dsb_ishst={} tlbi={}", cost.dsb_ishst, cost.tlbi + CPUS as u64 - 1);
    let mut slots = 0;
    for slot in sched::tasks().map(|task| &task.lazy_mmu) {
        assert_eq!(
            (slot.counts(), slot.is_settled(), slot.in_interrupt()),
            (Counts::default(), true, false)
        );
        slots += 1;
    }
    println!(
        "{TASKS} tasks on {CPUS} CPUs, at least {OPERATIONS} pages mapped, protected and unmapped"
    );
    println!(
        "{slots} slots, those of the first tasks of the CPUs included: E=0, P=0, nothing deferred, in no handler"
    );
    for (what, times) in [
        ("interrupted", &HANDLED),
        ("preempted inside a section", &SWITCHES.preempted_in_section),
        ("migrated inside a section", &SWITCHES.migrated_in_section),
        ("migrated while deferring", &SWITCHES.migrated_deferring),
    ] {
        println!("{what}: {}", if times.load(Relaxed) > 0 { "yes" } else { "never" });
    }
}

fn task(index: usize) {
    let mut stress = STRESS[index].lock();
    let stress = stress.as_mut().expect("made before the first task");
    while stress.operations < OPERATIONS.div_ceil(TASKS as u64) {
        stress.run();
    }
    let slot = &Task::current().lazy_mmu;
    assert_eq!((slot.counts(), slot.is_settled()), (Counts { enable: 0, pause: 0 }, true));
    DONE.fetch_add(stress.operations, Relaxed);
}

/// Lets another task run on this CPU and, now and then, interrupts the others.
fn make_room() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    if CALLS.fetch_add(1, Relaxed).is_multiple_of(4) {
        interrupt_others();
    }
    sched::yield_now();
}

/// On top of any task, in any state. Interrupts are masked, so this stays on its CPU.
fn handler() {
    assert!(!is_active::<Kernel>());
    if !HANDLED.fetch_add(1, Relaxed).is_multiple_of(4) {
        return; // so that the tasks get on
    }
    let slot = &Task::current().lazy_mmu;
    let before = (slot.counts(), slot.is_settled());
    let mut stress = STRESS[TASKS + cpu_index()].lock();
    let stress = stress.as_mut().expect("made before the first interrupt");
    if slot.is_settled() {
        stress.run();
    } else {
        // A flush would settle what the task has deferred, and its model cannot be told in time.
        stress.store();
    }
    assert_eq!((slot.counts(), slot.is_settled()), before);
}
