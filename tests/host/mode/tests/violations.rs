//! Broken promises: the mode reports each once for a slot, by name and with the counters, and takes
//! the safe side.

use lazy_mmu_arm64::{Arm64, queue_pte_barriers, record};
use lazy_mmu_core::ViolationKind::*;
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, is_active, raw};
use model_kernel::kernel::{Hooked, Kernel, Recorded, assert_reported, counts, settled, slot};
use model_kernel::platform::{Config, Moment, Recording};

#[test]
fn depth_255_is_counted_and_reported_by_nobody() {
    let guards: Vec<_> = (0..255).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    assert_eq!(counts().enable, 255);
    drop(guards);
    assert_eq!(counts().enable, 0);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn depth_256_is_reported_once_and_still_flushes_when_it_ends() {
    let counted: Vec<_> = (0..255).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    for _ in 0..2 {
        let full = LazyMmuGuard::<Recorded>::enable();
        assert_eq!(counts().enable, 255);
        queue_pte_barriers::<Recorded>();
        drop(full);
        assert!(settled());
    }
    assert_reported(EnableOverflow, 255, 0);
    drop(counted);
    assert_eq!(counts(), Counts::default());
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn depth_256_is_reported_wherever_its_drop_stands_among_the_others() {
    // 256 guards take Miri seconds.
    let places: &[usize] =
        if cfg!(all(miri, not(lazy_mmu_full))) { &[128] } else { &[0, 1, 128, 254, 255] };
    for &after in places {
        let mut guards: Vec<_> = (0..256).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
        let full = guards.pop();
        let rest = guards.split_off(after);
        drop(guards);
        drop(full);
        assert_reported(EnableOverflow, 255, 0);
        drop(rest);
        assert_eq!(counts(), Counts::default());
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>()); // the next round is reported anew
    }
}

#[test]
fn a_raw_section_at_depth_256_is_reported_at_once() {
    for _ in 0..256 {
        // SAFETY: unpaired on purpose; the thread's slot ends with the test.
        unsafe { raw::enable::<Recorded>() };
    }
    assert_eq!(counts().enable, 255);
    assert_reported(EnableOverflow, 255, 0);
}

#[test]
fn a_pause_at_depth_256_sticks_and_is_reported_once() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pauses: Vec<_> = (0..257).map(|_| PauseGuard::<Recorded>::pause()).collect();
    drop(pauses);
    assert_reported(PauseOverflow, 1, 255);
    assert_eq!(counts().pause, 255);
    assert!(!is_active::<Recorded>(), "eager from here on");
    drop(section);
    assert_eq!(counts().enable, 0);
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn depth_255_of_pauses_comes_back() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    let pauses: Vec<_> = (0..255).map(|_| PauseGuard::<Recorded>::pause()).collect();
    drop(pauses);
    assert!(is_active::<Recorded>());
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn a_backend_that_does_not_flush_is_reported_once() {
    Kernel::set_settles(false);
    for _ in 0..2 {
        let _outer = LazyMmuGuard::<Hooked>::enable();
        drop(LazyMmuGuard::<Hooked>::enable());
    }
    if cfg!(debug_assertions) {
        assert_reported(NotSettled, 1, 0);
    } else {
        assert_eq!(Kernel::take_reports(), []);
    }
}

#[test]
fn a_task_that_ends_in_a_section_is_reported_and_settled_and_the_slot_is_as_new() {
    std::mem::forget(LazyMmuGuard::<Recorded>::enable());
    queue_pte_barriers::<Recorded>();
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_reported(RetiredInSection, 1, 0);
    assert_eq!(record::take().len(), 2, "the barrier pair was issued");
    assert!(settled());
    assert_eq!(counts(), Counts::default());
    drop(LazyMmuGuard::<Recorded>::enable());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn the_next_task_in_the_slot_is_reported_anew() {
    for _ in 0..2 {
        std::mem::forget(LazyMmuGuard::<Recorded>::enable());
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
        assert_reported(RetiredInSection, 1, 0);
    }
}

#[test]
fn a_task_that_ends_in_a_pause_is_reported_and_the_slot_is_as_new() {
    std::mem::forget(PauseGuard::<Recorded>::pause());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_reported(RetiredInSection, 0, 1);
    assert_eq!(counts(), Counts::default());
}

#[test]
fn a_guard_that_outlives_its_task_is_reported_and_takes_nothing() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pause = PauseGuard::<Recorded>::pause();
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_reported(RetiredInSection, 1, 1);
    drop(pause);
    assert_reported(UnpairedResume, 0, 0);
    drop(section);
    assert_reported(UnpairedDisable, 0, 0);
    assert_eq!(counts(), Counts::default());
}

#[test]
fn a_raw_disable_without_its_enable_is_reported_and_flushes_at_zero() {
    for _ in 0..2 {
        // SAFETY: unpaired on purpose.
        unsafe { raw::disable::<Hooked>() };
    }
    assert_reported(UnpairedDisable, 0, 0);
    assert_eq!(Hooked::take_hooks(), ["flush", "flush"]);
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn a_raw_resume_without_its_pause_is_reported_and_flushes_at_zero() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    queue_pte_barriers::<Recorded>();
    for _ in 0..2 {
        // SAFETY: unpaired on purpose.
        unsafe { raw::resume::<Recorded>() };
    }
    assert_reported(UnpairedResume, 1, 0);
    assert!(settled());
    assert_eq!(Kernel::pins(), 1, "the section's");
}

#[test]
fn a_level_that_was_suspended_does_not_come_back_at_depth_255() {
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| (0..255).for_each(|_| std::mem::forget(LazyMmuGuard::<Recorded>::enable())));
    assert_eq!(counts().enable, 255);
    drop(section);
    assert_reported(EnableOverflow, 255, 0);
    assert_eq!(counts().enable, 255, "its level was not counted");
}

#[test]
fn a_report_may_use_the_mode() {
    // This kernel's log maps a page, in a section of its own, when the leak is reported.
    struct Logs;
    impl Config for Logs {
        fn at(moment: Moment) {
            if moment == Moment::Report {
                let _section = LazyMmuGuard::<Logging>::enable();
                queue_pte_barriers::<Logging>();
            }
        }
    }
    type Logging = Recording<Arm64, Logs>;
    std::mem::forget(LazyMmuGuard::<Logging>::enable());
    queue_pte_barriers::<Logging>();
    slot::<Logging, _>(|slot| slot.retire::<Logging>());
    assert_reported(RetiredInSection, 1, 0);
    assert_eq!(record::take().len(), 2, "the task's pair, with that of the log");
    assert!(settled());
}

#[test]
fn a_report_says_what_happened_what_to_look_for_and_where_the_counters_stood() {
    std::mem::forget(LazyMmuGuard::<Recorded>::enable());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    let report = Kernel::take_reports()[0].to_string();
    assert_eq!(
        report,
        "lazy MMU mode: a task ended inside a section or a pause; look for a guard that is leaked (E=1 P=0)"
    );
}

#[test]
fn raw_pauses_beyond_depth_255_leave_no_pin_behind() {
    for _ in 0..257 {
        // SAFETY: paired below.
        unsafe { raw::pause::<Recorded>() };
    }
    assert_reported(PauseOverflow, 0, 255);
    for _ in 0..257 {
        // SAFETY: pairs the above.
        unsafe { raw::resume::<Recorded>() };
    }
    assert_eq!(Kernel::pins(), 0);
    assert_eq!(counts().pause, 255, "it sticks");
}
