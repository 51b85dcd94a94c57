//! Broken promises: each is reported once for a slot, by name and with the counters, and the safe side is taken.

use lazy_mmu_arm64::{queue_pte_barriers, record};
use lazy_mmu_core::ViolationKind::*;
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, ViolationKind, is_active, raw};
use lazy_mmu_tests::host::{Hooked, Kernel, Recorded, counts, settled, slot};

#[track_caller]
fn assert_reported(kind: ViolationKind, enable: u8, pause: u8) {
    let reports: Vec<_> = Kernel::take_reports().into_iter().map(|report| (report.kind, report.counts)).collect();
    assert_eq!(reports, [(kind, Counts { enable, pause })]);
}

#[test]
fn depth_255_is_counted_and_reported_by_nobody() {
    let guards: Vec<_> = (0..255).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
    assert_eq!(counts().enable, 255);
    drop(guards);
    assert_eq!(counts().enable, 0);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn depth_256_is_reported_once_and_still_pays_when_it_ends() {
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
    for after in [0, 1, 128, 254, 255] {
        let mut guards: Vec<_> = (0..256).map(|_| LazyMmuGuard::<Recorded>::enable()).collect();
        let full = guards.pop();
        let rest = guards.split_off(after);
        drop(guards);
        drop(full);
        assert_reported(EnableOverflow, 255, 0);
        drop(rest);
        assert_eq!(counts(), Counts::default());
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>()); // so that the next round is reported anew
    }
}

#[test]
fn a_raw_section_at_depth_256_is_reported_at_once() {
    for _ in 0..256 {
        // SAFETY: never ended; the thread's slot ends with the test.
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
fn a_task_that_ends_in_a_section_is_reported_and_pays_and_the_slot_is_as_new() {
    std::mem::forget(LazyMmuGuard::<Recorded>::enable());
    queue_pte_barriers::<Recorded>();
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_reported(RetiredInSection, 1, 0);
    assert_eq!(record::take().len(), 2, "the pair was paid");
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
        // SAFETY: out of pair on purpose.
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
        // SAFETY: out of pair on purpose.
        unsafe { raw::resume::<Recorded>() };
    }
    assert_reported(UnpairedResume, 1, 0);
    assert!(settled());
    assert_eq!(Kernel::pins(), 1, "the section's");
}

#[test]
fn an_in_interrupt_that_changes_under_a_guard_is_reported_and_the_count_comes_down() {
    for _ in 0..2 {
        let section = LazyMmuGuard::<Recorded>::enable();
        queue_pte_barriers::<Recorded>();
        Kernel::set_in_interrupt(true);
        drop(section);
        Kernel::set_in_interrupt(false);
        assert_eq!(counts(), Counts::default());
        assert!(settled());
    }
    assert_reported(InterruptChanged, 0, 0);
}

#[test]
fn a_guard_of_a_handler_that_outlives_it_is_reported_and_pays() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    Kernel::set_in_interrupt(true);
    let inert = LazyMmuGuard::<Recorded>::enable();
    Kernel::set_in_interrupt(false);
    queue_pte_barriers::<Recorded>();
    drop(inert);
    assert!(settled());
    assert_reported(InterruptChanged, 1, 0);
    drop(outer);
}

#[test]
fn a_pause_of_a_handler_that_outlives_it_is_reported() {
    slot::<Recorded, _>(|slot| slot.irq_enter());
    let inert = PauseGuard::<Recorded>::pause();
    slot::<Recorded, _>(|slot| slot.irq_exit());
    drop(inert);
    assert_reported(InterruptChanged, 0, 0);
    assert_eq!(counts(), Counts::default());
}

#[test]
fn a_guard_of_a_pause_that_ends_in_a_handler_is_reported() {
    let pause = PauseGuard::<Recorded>::pause();
    let inert = LazyMmuGuard::<Recorded>::enable();
    Kernel::set_in_interrupt(true);
    drop(inert);
    Kernel::set_in_interrupt(false);
    assert_reported(InterruptChanged, 0, 1);
    drop(pause);
}

#[test]
fn guards_that_begin_and_end_in_a_handler_are_reported_by_nobody() {
    slot::<Recorded, _>(|slot| slot.irq_enter());
    drop(LazyMmuGuard::<Recorded>::enable());
    drop(PauseGuard::<Recorded>::pause());
    slot::<Recorded, _>(|slot| slot.irq_exit());
    Kernel::set_in_interrupt(true);
    drop(LazyMmuGuard::<Recorded>::enable());
    drop(PauseGuard::<Recorded>::pause());
    Kernel::set_in_interrupt(false);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn a_section_that_ends_in_an_announced_handler_pays_what_the_task_owed() {
    let section = LazyMmuGuard::<Recorded>::enable();
    queue_pte_barriers::<Recorded>();
    slot::<Recorded, _>(|slot| slot.irq_enter());
    drop(section);
    assert_eq!(record::take().len(), 2);
    assert!(settled());
    slot::<Recorded, _>(|slot| slot.irq_exit());
    assert!(settled());
    assert_reported(InterruptChanged, 0, 0);
}

#[test]
fn a_level_that_was_suspended_does_not_come_back_in_a_handler() {
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| slot::<Recorded, _>(|slot| slot.irq_enter()));
    assert_eq!(counts().enable, 0);
    slot::<Recorded, _>(|slot| slot.irq_exit());
    drop(section);
    assert_reported(InterruptChanged, 0, 0);
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
fn raw_calls_do_nothing_in_an_announced_handler() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pause = section.pause();
    slot::<Recorded, _>(|slot| slot.irq_enter());
    // SAFETY: ignored, all four.
    unsafe { raw::resume::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::disable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::enable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::pause::<Recorded>() };
    slot::<Recorded, _>(|slot| slot.irq_exit());
    assert_eq!(counts(), Counts { enable: 1, pause: 1 });
    assert_eq!(Kernel::pins(), 2);
    drop(pause);
    drop(section);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn a_report_may_use_the_mode() {
    // The log of this kernel maps a page, in a section of its own, when it is told of the leak.
    Kernel::during_reports(|| {
        let _section = LazyMmuGuard::<Recorded>::enable();
        queue_pte_barriers::<Recorded>();
    });
    std::mem::forget(LazyMmuGuard::<Recorded>::enable());
    queue_pte_barriers::<Recorded>();
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_reported(RetiredInSection, 1, 0);
    assert_eq!(record::take().len(), 2, "the task's pair, with that of the log");
    assert!(settled());
}

#[test]
fn a_handler_announced_under_a_guard_is_reported_and_the_count_comes_down() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pause = section.pause();
    slot::<Recorded, _>(|slot| slot.irq_enter());
    drop(pause);
    drop(section);
    slot::<Recorded, _>(|slot| slot.irq_exit());
    assert_reported(InterruptChanged, 1, 0);
    assert_eq!(counts(), Counts::default());
}

#[test]
fn interrupts_at_depth_256_stay_on_the_safe_side() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| (0..256).for_each(|_| slot.irq_enter()));
    slot::<Recorded, _>(|slot| (0..256).for_each(|_| slot.irq_exit()));
    assert!(!is_active::<Recorded>());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert!(slot::<Recorded, _>(|slot| !slot.in_interrupt()));
}

#[test]
fn a_report_says_what_happened_what_to_look_for_and_where_the_counters_stood() {
    std::mem::forget(LazyMmuGuard::<Recorded>::enable());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    let report = Kernel::take_reports()[0].to_string();
    assert_eq!(report, "lazy MMU mode: a task ended inside a section or a pause; look for a guard that is leaked (E=1 P=0)");
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
