//! State per CPU: with preemption on, a section that began on one CPU ended on another; with
//! preemption off, an allocation slept inside one.

use std::cell::Cell;

use lazy_mmu_arm64::{Arm64, Arm64Mode, queue_pte_barriers};
use lazy_mmu_core::{Counts, LazyMmuGuard};
use model_kernel::kernel::Kernel;
use model_kernel::platform::Recording;
use model_kernel::slots;
use model_kernel::stepping::{Stepping, preemption_is_off};
use paging::shapes::{self, Area, Lock};
use paging::{AddressSpace, Frames, Page};

use crate::{Verdict, at_each_step};

/// A kernel with a slot per CPU. At every step the task may migrate, unless preemption is off; the
/// mutant does not turn it off.
type PerCpu<const PINS: bool> = Recording<Arm64, Stepping<PINS>>;

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
        (false, _) => Err("a CPU is left with an open section or a deferred barrier"),
        (true, true) => Err("a section ended on a CPU that it did not begin on"),
        (true, false) => Ok(()),
    }
}

#[test]
fn a_migration_at_any_step_ends_a_section_on_its_cpu() {
    let ours = at_each_step(migrate, program::<true>);
    let migrations = MIGRATIONS.take();
    assert!(
        0 < migrations && migrations < ours.len(),
        "{migrations} of {}: some go through, those in sections are refused",
        ours.len()
    );
    assert!(ours.iter().all(|verdict| *verdict == Ok(())), "{ours:?}");

    let mutant = at_each_step(migrate, program::<false>);
    assert_eq!(MIGRATIONS.take(), mutant.len(), "at every step");
    assert!(
        mutant.contains(&Err("a CPU is left with an open section or a deferred barrier")),
        "{mutant:?}"
    );
}

/// A kernel with a slot per task, which may sleep in a section.
type PerTask = Recording<Arm64, Stepping<false>>;

/// Runs a shape whose allocator may sleep, as with Linux's `might_sleep()`.
fn check<M: Arm64Mode>(shape: impl FnOnce(&Area<'_>, &mut dyn FnMut())) -> Verdict {
    let pool: Vec<Page> = (0..16).map(|_| Page::zeroed()).collect();
    let space = AddressSpace::new(Frames::new(Vec::leak(pool))).expect("a frame for the root");
    let frames = [(); 8].map(|()| space.frames().take().expect("enough frames"));
    let area =
        Area { space: &space, start: 0xffff_8000_0000_0000, frames: &frames, lock: &Lock::new(()) };
    area.install_tables::<M>().expect("enough frames");
    let mut slept = None;
    shape(&area, &mut || slept = Some(preemption_is_off()));
    match slept {
        Some(false) => Ok(()),
        Some(true) => Err("sleeping with preemption off"),
        None => Err("it did not sleep"),
    }
}

fn sleeping<M: Arm64Mode>() -> Verdict {
    check::<M>(|area, sleep| shapes::section_that_sleeps::<M>(area, sleep))
}

fn suspending<M: Arm64Mode>() -> Verdict {
    check::<M>(|area, sleep| {
        shapes::leave_in_the_middle_unlock_sleep_relock_re_enter::<M>(area, sleep)
    })
}

#[test]
fn nothing_sleeps_in_a_section_that_cannot() {
    assert_eq!(sleeping::<PerTask>(), Ok(()), "legal with a slot in the task");
    assert_eq!(suspending::<PerTask>(), Ok(()));
    assert_eq!(suspending::<PerCpu<true>>(), Ok(()), "the way to sleep with a slot per CPU");
    assert_eq!(sleeping::<PerCpu<true>>(), Err("sleeping with preemption off"));
}

#[test]
fn suspending_a_nested_section_is_no_way_to_sleep_with_a_slot_per_cpu() {
    let outer = LazyMmuGuard::<PerCpu<true>>::enable();
    assert_eq!(suspending::<PerCpu<true>>(), Err("sleeping with preemption off"));
    drop(outer);
    assert!(!preemption_is_off());
}
