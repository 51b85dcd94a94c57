//! Sections whose ends stay owed: to the section around them, and to nobody else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_arm64::Arm64;
use lazy_mmu_arm64::record::Instruction::{DsbIshst, Isb};
use lazy_mmu_core::{Counts, LazyMmuGuard, OwingGuard, PauseGuard, ViolationKind, is_active, section_owing, section_settled};
use model_kernel::kernel::{Hooked, Kernel, Recorded, assert_nothing_is_left, assert_reported, barriers, counts, settled, store};
use model_kernel::platform::{Config, Moment, Recording};

#[test]
fn a_tree_of_sections_pays_once_when_its_outermost_one_ends() {
    let ((), ()) = section_settled::<Recorded, _>(|_| {
        let one = section_owing(|_| store());
        let two = section_owing(|mmu| {
            assert!(is_active::<Recorded>());
            store();
            mmu.suspend(|| assert!(is_active::<Recorded>()));
            let deep = section_owing::<Recorded, _>(|_| store());
            assert!(!settled());
            deep
        })
        .flatten();
        assert_eq!(counts().enable, 1);
        (one, two)
    });
    // The suspension is the end of a level, which pays.
    assert_eq!(barriers(), [DsbIshst, Isb, DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn with_no_section_around_it_it_pays() {
    let section = OwingGuard::<Recorded>::enable();
    store();
    let unsettled = section.finish(7);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_eq!(unsettled.flush(), 7);
    assert_nothing_is_left();
}

#[test]
fn what_it_leaves_is_paid_by_whatever_comes_first() {
    for pay in [
        |_: &LazyMmuGuard<Recorded>| lazy_mmu_core::flush::<Recorded>(),
        |_: &LazyMmuGuard<Recorded>| drop(PauseGuard::<Recorded>::pause()),
        |_: &LazyMmuGuard<Recorded>| drop(LazyMmuGuard::<Recorded>::enable()),
        |section: &LazyMmuGuard<Recorded>| section.suspend(|| ()),
    ] {
        let section = LazyMmuGuard::<Recorded>::enable();
        let unsettled = section_owing::<Recorded, _>(|_| store());
        assert!(!settled());
        pay(&section);
        assert!(settled());
        unsettled.flush();
        assert_eq!(barriers(), [DsbIshst, Isb]);
    }
    assert_nothing_is_left();
}

#[test]
fn an_end_without_finish_pays() {
    let _outer = LazyMmuGuard::<Recorded>::enable();
    let fails = || -> Result<_, ()> {
        let section = OwingGuard::<Recorded>::enable();
        store();
        Err(())?;
        Ok(section.finish(()))
    };
    assert!(fails().is_err() && settled());

    let panics = catch_unwind(AssertUnwindSafe(|| {
        section_owing::<Recorded, ()>(|_| {
            store();
            panic!();
        })
    }));
    assert!(panics.is_err() && settled());
    assert_eq!(counts().enable, 1);
}

#[test]
fn what_ends_in_a_pause_or_a_handler_moves_the_count_and_pays_nothing() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    let section = OwingGuard::<Recorded>::enable();
    store();
    let pause = PauseGuard::<Recorded>::pause();
    assert_eq!(barriers(), [DsbIshst, Isb]);
    section.finish(()).flush();
    assert_eq!(counts(), Counts { enable: 1, pause: 1 });

    let inert = OwingGuard::<Recorded>::enable();
    drop(pause);
    store();
    let unsettled = inert.finish(());
    assert!(!settled(), "the section around it owes");
    unsettled.flush();

    store();
    Kernel::set_in_interrupt(true);
    section_owing::<Recorded, _>(|_| store()).flush();
    Kernel::set_in_interrupt(false);
    assert!(!settled(), "a handler leaves the debt of its task");
    drop(outer);
    assert_nothing_is_left();
}

#[test]
fn level_256_is_reported_and_owes_to_the_others() {
    let outer: Vec<_> = (0..255).map(|_| OwingGuard::<Recorded>::enable()).collect();
    let beyond = OwingGuard::<Recorded>::enable();
    store();
    let unsettled = beyond.finish(());
    assert_reported(ViolationKind::EnableOverflow, 255, 0);
    assert!(!settled());
    unsettled.flush();
    for guard in outer {
        guard.finish(()).flush();
    }
    assert_nothing_is_left();
}

#[test]
fn inner_ends_reach_no_hook() {
    let outer = OwingGuard::<Hooked>::enable();
    let inner = OwingGuard::<Hooked>::enable();
    inner.finish(()).and(outer.finish(())).flush();
    assert_eq!(Hooked::take_hooks(), ["enter", "leave"]);
    assert_eq!(
        Kernel::take_events(),
        ["enable    -> enter   E=1 P=0", "  enable  -> -       E=2 P=0", "  disable -> -       E=1 P=0", "disable   -> leave   E=0 P=0"]
    );
}

struct PanickingLog;

impl Config for PanickingLog {
    fn at(moment: Moment) {
        assert!(moment != Moment::Report, "the kernel's log");
    }
}

#[test]
fn an_end_whose_report_panics_has_ended_one_level() {
    let _outer: Vec<_> = (0..3).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    let section = OwingGuard::<Recording<Arm64, PanickingLog>>::enable();
    Kernel::set_in_interrupt(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| section.finish(()).flush()));
    Kernel::set_in_interrupt(false);
    assert!(outcome.is_err());
    assert_eq!(counts().enable, 3);
    assert_eq!(Kernel::pins(), 3, "it is not pinned for longer");
}
