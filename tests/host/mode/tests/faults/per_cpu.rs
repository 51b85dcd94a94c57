//! State per CPU with preemption on: a section that began on one CPU ended on another.

use std::cell::Cell;

use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Counts, LazyMmuGuard};
use model_kernel::host::Kernel;
use model_kernel::platform::Recording;
use model_kernel::slots;
use model_kernel::stepping::{Stepping, preemption_is_off};

use crate::{Verdict, at_each_step};

/// A CPU for each slot. Every step may migrate the task, unless preemption is off; the mutant does not turn it off.
pub type PerCpu<const PINS: bool> = Recording<Arm64, Stepping<PINS>>;

thread_local!(static MIGRATIONS: Cell<usize> = const { Cell::new(0) });

fn migrate() {
    if !preemption_is_off() {
        Kernel::move_to(1 - Kernel::here());
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
    let cpus = [0, 1].map(slots::at::<Arm64>);
    let clean = cpus.iter().all(|slot| slot.counts() == Counts::default() && slot.is_settled());
    let reported = !Kernel::take_reports().is_empty();
    cpus.iter().for_each(|slot| slot.retire::<PerCpu<PINS>>());
    Kernel::take_reports();
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
