//! State per CPU with preemption on: a section that began on one CPU ended on another.

use std::cell::{Cell, RefCell};

use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Counts, LazyMmuGuard, Slot, Violation};
use model_kernel::stepping::{Slots, Stepping, preemption_is_off};

use crate::{Verdict, at_each_step};

/// Two CPUs with a slot each. Every step may migrate the task, unless preemption is off; the mutant does not turn it off.
pub type PerCpu<const PINS: bool> = Stepping<Cpus, PINS>;

pub struct Cpus;

thread_local! {
    static CPU: Cell<usize> = const { Cell::new(0) };
    static SLOTS: [Slot<Arm64>; 2] = const { [const { Slot::new(()) }; 2] };
    static MIGRATIONS: Cell<usize> = const { Cell::new(0) };
    static REPORTS: RefCell<Vec<Violation>> = const { RefCell::new(Vec::new()) };
}

impl Slots for Cpus {
    type Arch = Arm64;

    fn here() -> usize {
        CPU.get()
    }

    fn with<R>(cpu: usize, f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        SLOTS.with(|slots| f(&slots[cpu]))
    }

    fn report(violation: Violation) {
        REPORTS.with_borrow_mut(|reports| reports.push(violation));
    }
}

fn migrate() {
    if !preemption_is_off() {
        CPU.set(1 - CPU.get());
        MIGRATIONS.set(MIGRATIONS.get() + 1);
    }
}

fn program<const PINS: bool>() -> Verdict {
    let outer = LazyMmuGuard::<PerCpu<PINS>>::enable();
    queue_pte_barriers::<PerCpu<PINS>>();
    drop(LazyMmuGuard::<PerCpu<PINS>>::enable());
    queue_pte_barriers::<PerCpu<PINS>>();
    drop(outer.pause());
    queue_pte_barriers::<PerCpu<PINS>>();
    drop(outer);
    queue_pte_barriers::<PerCpu<PINS>>();
    let clean = SLOTS.with(|slots| slots.iter().all(|slot| slot.counts() == Counts::default() && slot.is_settled()));
    let reported = !REPORTS.take().is_empty();
    SLOTS.with(|slots| slots.iter().for_each(Slot::retire::<PerCpu<PINS>>));
    REPORTS.take();
    match (clean, reported) {
        (false, _) => Err("a CPU is left with a section or a debt"),
        (true, true) => Err("a section ended on a CPU that it did not begin on"),
        (true, false) => Ok(()),
    }
}

#[test]
fn a_migration_at_any_step_ends_a_section_on_its_cpu() {
    let ours = at_each_step(migrate, program::<true>);
    let migrations = MIGRATIONS.take();
    assert!(0 < migrations && migrations < ours.len(), "{migrations} of {}: some go through, those in sections are refused", ours.len());
    assert!(ours.iter().all(|verdict| *verdict == Ok(())), "{ours:?}");

    let mutant = at_each_step(migrate, program::<false>);
    assert_eq!(MIGRATIONS.take(), mutant.len(), "at every step");
    assert!(mutant.contains(&Err("a CPU is left with a section or a debt")), "{mutant:?}");
}
