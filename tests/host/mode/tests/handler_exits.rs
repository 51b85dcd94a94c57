//! A handler that leaves the slot otherwise than it found it: its exit reports that, and puts the
//! slot on the safe side. A section or pause that the handler ended stays ended; one that it began
//! and left open is taken back.

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::ViolationKind::{self, HandlerChangedSlot, InterruptChanged, UnpairedDisable};
use lazy_mmu_core::{Counts, LazyMmuGuard, Slot, flush, is_active};
use model_kernel::kernel::{
    Hooked, Kernel, Recorded, assert_reported, barriers, counts, settled, slot, store,
};
use model_kernel::raw::{irq_enter, irq_exit, raw_disable, raw_enable, raw_pause, raw_resume};

fn reports() -> Vec<(ViolationKind, u8, u8)> {
    Kernel::take_reports()
        .into_iter()
        .map(|report| (report.kind, report.counts.enable, report.counts.pause))
        .collect()
}

/// Calls that count although a handler runs, because it announced its end before them.
type Strays = fn();

/// The name of the case, E and P before the handler, its calls, E and P after it, and the events of
/// its end.
type Case = (&'static str, [u8; 2], Strays, [u8; 2], &'static [&'static str]);

/// All cases are on the slot of [`Recorded`].
const CASES: [Case; 11] = [
    ("raises E", [0, 0], raw_enable::<Recorded>, [0, 0], &["handler ends -> leave   E=0 P=0"]),
    (
        "raises E in a section",
        [1, 0],
        raw_enable::<Recorded>,
        [1, 0],
        &["  handler ends -> -       E=1 P=0"],
    ),
    ("raises P", [0, 0], raw_pause::<Recorded>, [0, 0], &["handler ends -> -       E=0 P=0"]),
    (
        "raises P in a section",
        [1, 0],
        raw_pause::<Recorded>,
        [1, 0],
        &["  handler ends -> enter   E=1 P=0"],
    ),
    (
        "raises P in a pause",
        [1, 1],
        raw_pause::<Recorded>,
        [1, 1],
        &["  handler ends -> -       E=1 P=1"],
    ),
    ("lowers E", [1, 0], raw_disable::<Recorded>, [0, 0], &[]),
    ("lowers E in a section", [2, 0], raw_disable::<Recorded>, [1, 0], &[]),
    ("lowers P", [1, 1], raw_resume::<Recorded>, [1, 0], &[]),
    (
        "raises both",
        [0, 0],
        || {
            raw_enable::<Recorded>();
            raw_pause::<Recorded>();
        },
        [0, 0],
        &["handler ends -> -       E=0 P=0"],
    ),
    (
        "raises E and lowers P",
        [0, 1],
        || {
            raw_resume::<Recorded>();
            raw_enable::<Recorded>();
        },
        [0, 0],
        &["handler ends -> leave   E=0 P=0"],
    ),
    (
        "lowers E and raises P",
        [2, 0],
        || {
            raw_disable::<Recorded>();
            raw_pause::<Recorded>();
        },
        [1, 0],
        &["  handler ends -> enter   E=1 P=0"],
    ),
];

#[test]
fn the_exit_puts_the_counters_that_a_handler_changed_on_the_safe_side() {
    for (what, [sections, pauses], strays, [enable, pause], shown) in CASES {
        (0..sections).for_each(|_| raw_enable::<Recorded>());
        (0..pauses).for_each(|_| raw_pause::<Recorded>());
        slot::<Recorded, _>(|slot| {
            let handler = slot.interrupt::<Recorded>();
            irq_exit(slot);
            strays();
            store();
            Kernel::take_events();
            drop(handler);
            assert!(!slot.in_interrupt(), "{what}");
        });
        assert_eq!(Kernel::take_events(), shown, "{what}");
        assert_eq!(reports(), [(HandlerChangedSlot, enable, pause)], "{what}");
        assert_eq!(counts(), Counts { enable, pause }, "{what}");
        assert_eq!(is_active::<Recorded>(), enable > 0 && pause == 0, "{what}");
        assert!(settled() || is_active::<Recorded>(), "{what}: nobody will flush");

        (0..pause).for_each(|_| raw_resume::<Recorded>());
        (0..enable).for_each(|_| raw_disable::<Recorded>());
        assert_the_next_section_works();
        assert_eq!(reports(), [], "{what}");
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>()); // the next one is reported anew
    }
}

#[test]
fn the_exit_flushes_what_a_handler_deferred_in_a_section_that_it_left_open() {
    slot::<Recorded, _>(|slot| {
        let handler = slot.interrupt::<Recorded>();
        irq_exit(slot);
        raw_enable::<Recorded>();
        store();
        irq_enter(slot);
        assert!(!settled());
        drop(handler);
    });
    assert_eq!(barriers().len(), 2);
    assert!(settled());
    assert_reported(HandlerChangedSlot, 0, 0);
}

#[test]
fn an_architecture_that_queues_is_left_and_entered_with_the_counters() {
    for (begins, strays, hooks) in [
        ((|| ()) as Strays, raw_enable::<Hooked> as Strays, &["enter", "leave"][..]),
        (raw_enable::<Hooked>, raw_pause::<Hooked>, &["leave", "enter"]),
        (raw_enable::<Hooked>, raw_disable::<Hooked>, &["leave"]),
    ] {
        begins();
        Hooked::take_hooks();
        slot::<Hooked, _>(|slot| {
            let _handler = slot.interrupt::<Hooked>();
            irq_exit(slot);
            strays();
        });
        assert_eq!(Hooked::take_hooks(), hooks);
        slot::<Hooked, _>(|slot| slot.retire::<Hooked>());
    }
}

#[test]
fn a_stuck_pause_of_a_handler_is_taken_back() {
    for task in [255, 256] {
        let pauses: Vec<_> =
            (0..task).map(|_| lazy_mmu_core::PauseGuard::<Recorded>::pause()).collect();
        slot::<Recorded, _>(|slot| {
            let _handler = slot.interrupt::<Recorded>();
            irq_exit(slot);
            raw_pause::<Recorded>();
        });
        drop(pauses);
        assert_eq!(
            counts().pause,
            if task == 255 { 0 } else { 255 },
            "only the task's own pause sticks"
        );
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    }
}

#[test]
fn a_guard_of_the_task_that_a_handler_ends_is_reported_twice() {
    let section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| {
        let _handler = slot.interrupt::<Recorded>();
        drop(section);
    });
    assert_eq!(reports(), [(InterruptChanged, 0, 0), (HandlerChangedSlot, 0, 0)]);
    assert_the_next_section_works();
}

#[test]
fn a_handlers_guard_that_outlives_the_exit_which_took_it_back_is_reported_twice() {
    let mut stray = None;
    slot::<Recorded, _>(|slot| {
        let _handler = slot.interrupt::<Recorded>();
        irq_exit(slot);
        stray = Some(LazyMmuGuard::<Recorded>::enable());
    });
    drop(stray);
    assert_eq!(reports(), [(HandlerChangedSlot, 0, 0), (UnpairedDisable, 0, 0)]);
    assert_the_next_section_works();
}

#[test]
fn an_entry_or_exit_too_many_is_reported_and_the_task_can_still_flush() {
    for (unpaired, still_in_interrupt) in [(irq_exit as fn(&Slot<Arm64>), false), (irq_enter, true)]
    {
        let section = LazyMmuGuard::<Recorded>::enable();
        store();
        slot::<Recorded, _>(|slot| {
            let handler = slot.interrupt::<Recorded>();
            unpaired(slot);
            drop(handler);
            assert_reported(HandlerChangedSlot, 1, 0);
            assert_eq!(
                slot.in_interrupt(),
                still_in_interrupt,
                "an entry too many reads as a handler that never ends"
            );
        });
        assert!(!settled());
        barriers();
        flush::<Recorded>();
        assert_eq!(barriers().len(), 2);
        drop(section);
        assert!(settled());
        slot::<Recorded, _>(|slot| slot.retire::<Recorded>()); // the next one is reported anew
        Kernel::take_reports();
        assert_the_next_section_works();
    }
}

#[test]
fn handlers_that_end_in_the_wrong_order_are_reported_and_each_is_eager_while_it_lives() {
    let section = LazyMmuGuard::<Recorded>::enable();
    store();
    slot::<Recorded, _>(|slot| {
        let first = slot.interrupt::<Recorded>();
        let second = slot.interrupt::<Recorded>();
        drop(first);
        assert_reported(HandlerChangedSlot, 1, 0);
        store();
        assert_eq!(barriers().len(), 2, "the second one still runs");
        drop(second);
        assert!(!slot.in_interrupt());
    });
    assert!(is_active::<Recorded>() && !settled(), "the task goes on as it was");
    drop(section);
    assert_the_next_section_works();
}

#[test]
fn a_leaked_guard_of_a_handler_leaves_the_slot_eager_until_it_is_retired() {
    let section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| std::mem::forget(slot.interrupt::<Recorded>()));
    store();
    assert_eq!(barriers().len(), 2);
    drop(section);
    drop(LazyMmuGuard::<Recorded>::enable());
    assert_eq!(barriers(), [], "nothing is deferred any more");
    assert_eq!(reports(), [(InterruptChanged, 0, 0)]);
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert_the_next_section_works();
}

#[track_caller]
fn assert_the_next_section_works() {
    assert!(!is_active::<Recorded>());
    barriers();
    store();
    assert_eq!(barriers().len(), 2, "eager outside of sections");
    let section = LazyMmuGuard::<Recorded>::enable();
    assert!(is_active::<Recorded>());
    store();
    assert_eq!(barriers(), []);
    drop(section);
    assert!(settled());
    assert_eq!(counts(), Counts::default());
}
