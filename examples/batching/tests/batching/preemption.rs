//! The queue is the CPU's: a section keeps its CPU. One that does not leaves translations behind.

use lazy_mmu_core::ViolationKind::{SwitchedInSection, UnpairedDisable};
use lazy_mmu_core::{LazyMmuGuard, PauseGuard, section};

use crate::kernel::{
    Kernel, map, migrate, migrating_at, migrations, preemption_is_off, queued, reports, unmap,
};
use crate::machine::{SPACE, stale};

#[test]
fn a_section_refuses_to_migrate_wherever_it_is() {
    map(SPACE, 0x1000);
    map(SPACE, 0x2000);
    let outer = LazyMmuGuard::<Kernel>::enable();
    assert!(!migrate());
    unmap::<true>(SPACE, 0x1000);
    assert!(!migrate());
    let inner = LazyMmuGuard::<Kernel>::enable();
    assert!(!migrate());
    unmap::<true>(SPACE, 0x2000);
    drop(inner);
    assert!(!migrate());
    let pause = outer.pause();
    assert!(!migrate());
    drop(pause);
    assert!(!migrate());
    drop(outer);
    assert_eq!((stale(), reports()), (0, vec![]));
    assert!(migrate());
}

#[test]
fn what_does_not_count_keeps_no_cpu() {
    map(SPACE, 0x1000);
    let pause = PauseGuard::<Kernel>::pause();
    let inert = LazyMmuGuard::<Kernel>::enable();
    drop(pause);
    unmap::<true>(SPACE, 0x1000);
    assert!(!preemption_is_off() && stale() == 0);
    drop(inert);
    assert!(!preemption_is_off());
}

#[test]
fn a_suspended_section_may_go_on_on_another_cpu() {
    map(SPACE, 0x1000);
    map(SPACE, 0x2000);
    section::<Kernel, _>(|mmu| {
        unmap::<true>(SPACE, 0x1000);
        mmu.suspend(|| assert!(migrate()));
        unmap::<true>(SPACE, 0x2000);
        assert_eq!(queued(), 1, "by the new CPU");
    });
    assert_eq!((stale(), reports()), (0, vec![]));
}

/// Uses every form of section and pause. Returns whether each end has settled and nothing is
/// reported.
fn program<const PINS: bool>() -> bool {
    let pages = [0x1000, 0x2000, 0x3000, 0x4000, 0x5000];
    for page in pages {
        map(SPACE, page);
    }
    let outer = LazyMmuGuard::<Kernel<PINS>>::enable();
    unmap::<PINS>(SPACE, pages[0]);
    let inner = LazyMmuGuard::<Kernel<PINS>>::enable();
    unmap::<PINS>(SPACE, pages[1]);
    drop(inner);
    let mut settled = stale() == 0;
    unmap::<PINS>(SPACE, pages[2]);
    let pause = outer.pause();
    settled &= stale() == 0;
    drop(pause);
    outer.suspend(|| settled &= stale() == 0);
    unmap::<PINS>(SPACE, pages[3]);
    drop(outer);
    settled &= stale() == 0;
    unmap::<PINS>(SPACE, pages[4]);
    settled && stale() == 0 && reports().is_empty()
}

#[test]
fn a_migration_at_any_step_is_refused_or_changes_nothing() {
    let ours: Vec<_> = (0..).map_while(|at| migrating_at(at, program::<true>)).collect();
    assert!(ours.iter().all(|&well| well), "{ours:?}");
    let migrated = migrations();
    assert!(
        0 < migrated && migrated < ours.len(),
        "{migrated} of {}: some go through, those in sections are refused",
        ours.len()
    );

    let mutant: Vec<_> = (0..).map_while(|at| migrating_at(at, program::<false>)).collect();
    assert_eq!(migrations(), mutant.len(), "at every step");
    assert!(mutant.contains(&false), "what does not pin is found out");
}

/// Without [`Slot::switching`](lazy_mmu_core::Slot::switching) in the scheduler, the queued
/// addresses would stay on the old CPU for ever.
#[test]
fn a_platform_that_does_not_pin_is_reported_and_the_switch_flushes() {
    map(SPACE, 0x1000);
    let section = LazyMmuGuard::<Kernel<false>>::enable();
    unmap::<false>(SPACE, 0x1000);
    assert_eq!(stale(), 1);
    assert!(migrate(), "nothing keeps it");
    assert_eq!(stale(), 0);
    drop(section);
    assert_eq!(reports(), [SwitchedInSection, UnpairedDisable]);
}
