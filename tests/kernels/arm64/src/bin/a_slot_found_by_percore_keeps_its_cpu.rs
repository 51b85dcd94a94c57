//! A slot per CPU in the crate `percore`, borrowed with exceptions masked: twelve tasks on four
//! CPUs, preempted and migrated between their sections, are not in them, and each CPU's timer
//! handler uses the slot too. The barriers of all of them are counted from outside.
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kernel::neighbour::{self, neighbour};
use kernel::sched::{self, SWITCHES};
use kernel::sweep::Handlers;
use kernel::{
    Kernel, MOST_CPUS, Meter, Qemu, Task, cpu_index, on_interrupt, preemption_off, retries,
};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Platform, Slot, Violation, is_active, section};
use percore::{Cores, ExceptionLock, PerCore, exception_free};
use semihosting::println;

kernel::program!(main);

const TASKS: usize = 12;

/// The CPUs, to `percore`.
struct Cpus;

// SAFETY: each CPU has an index of its own, below their number.
unsafe impl Cores for Cpus {
    fn core_index() -> usize {
        cpu_index()
    }
}

static SLOTS: PerCore<[ExceptionLock<Slot<Arm64>>; MOST_CPUS], Cpus> =
    PerCore::new([const { ExceptionLock::new(Slot::new(())) }; MOST_CPUS]);

/// This kernel with those slots.
struct Percore;

impl Platform for Percore {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        exception_free(|token| f(SLOTS.get().borrow(token)))
    }

    fn pin() {
        preemption_off(1);
    }

    fn unpin() {
        preemption_off(-1);
    }

    fn report(violation: Violation) {
        Kernel::report(violation);
    }
}

impl Handlers for Percore {
    fn handler(f: impl FnOnce()) {
        Self::with_slot(|slot| {
            let _handler = slot.interrupt::<Self>();
            f();
        });
    }
}

static HANDLED: AtomicUsize = AtomicUsize::new(0);

fn main() {
    sched::on_switch(|| Percore::with_slot(|slot| slot.switching::<Percore>()));
    on_interrupt(|| Percore::handler(handler));
    for index in 0..TASKS {
        sched::spawn(|index| neighbour::<Percore>(index, true), index);
    }
    sched::spawn(ends_them, 0);
    Qemu.count(format_args!("varies on {MOST_CPUS} CPUs"), || sched::run(MOST_CPUS));

    assert_eq!(retries(), 0, "no page faulted");
    // Each CPU that starts empties its own TLB once, on the way to Rust.
    let (rounds, handled) = (neighbour::rounds(), HANDLED.load(Relaxed));
    println!("predicted: dsb_ishst={} tlbi={}", 3 * rounds + handled, rounds + MOST_CPUS - 1);
    println!("{TASKS} tasks were preempted and migrated, and not while they were pinned");
}

/// On top of any task, in any state.
fn handler() {
    assert!(!is_active::<Percore>());
    // The end of a section would flush what the task has deferred, and the prediction cannot tell
    // what that saves the task.
    if Percore::with_slot(|slot| slot.is_settled()) {
        section::<Percore, _>(|_| queue_pte_barriers::<Percore>());
    } else {
        queue_pte_barriers::<Percore>();
    }
    HANDLED.fetch_add(1, Relaxed);
}

/// Once all has happened that is to be tried.
fn ends_them(_: usize) {
    let tried = || {
        [&SWITCHES.preempted, &SWITCHES.migrated, &SWITCHES.not_preempted]
            .iter()
            .all(|times| times.load(Relaxed) >= 100)
    };
    while !tried() {
        sched::sleep(1);
    }
    neighbour::end();
    assert_eq!(Task::current().preemption_off.load(Relaxed), 0);
}
