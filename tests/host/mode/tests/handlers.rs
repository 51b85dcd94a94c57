//! Handlers: eager themselves, they leave the task that they interrupt as it was. And guards that
//! are made in a handler and dropped outside, or the other way round. Handlers that leave more than
//! that behind are in `handler_exits.rs`.

use lazy_mmu_arm64::record;
use lazy_mmu_core::ViolationKind::{HandlerChangedSlot, InterruptChanged};
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, flush, is_active, raw, section};
use model_kernel::kernel::{Kernel, Recorded, assert_reported, counts, settled, slot, store};
use model_kernel::raw::{irq_enter, irq_exit};

#[test]
fn a_handler_is_eager_and_leaves_the_task_as_it_was() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    store();
    record::take();
    Kernel::set_in_interrupt(true);
    section::<Recorded, _>(|_| {
        assert!(!is_active::<Recorded>());
        store();
        flush::<Recorded>();
    });
    let _pause = PauseGuard::<Recorded>::pause();
    assert_eq!(record::take().len(), 2, "one pair: the handler's own");
    assert_eq!(counts(), Counts { enable: 1, pause: 0 });
    assert!(!settled(), "the task's pair stays deferred");
    drop(_pause);
    Kernel::set_in_interrupt(false);
    assert!(is_active::<Recorded>());
}

#[test]
fn a_handler_announced_to_the_slot_is_eager_and_leaves_the_task_as_it_was() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    store();
    record::take();
    slot::<Recorded, _>(|slot| {
        irq_enter(slot);
        irq_enter(slot);
        assert!(slot.in_interrupt());
    });
    section::<Recorded, _>(|mmu| {
        assert!(!is_active::<Recorded>());
        store();
        mmu.flush();
        drop(mmu.pause());
    });
    slot::<Recorded, _>(irq_exit);
    store();
    slot::<Recorded, _>(irq_exit);
    // The mode cannot tell this handler from a task that has leaked a handler's guard.
    assert_eq!(
        record::take().len(),
        6,
        "pairs of two stores and of one flush, after which nothing is deferred"
    );
    assert_eq!(counts(), Counts { enable: 1, pause: 0 });
    assert!(is_active::<Recorded>());
    assert!(settled(), "the handler ran on the task's CPU, so its flush settles the task's stores");
}

#[test]
fn a_guard_under_which_in_interrupt_changes_is_reported_and_its_count_comes_down() {
    for _ in 0..2 {
        let section = LazyMmuGuard::<Recorded>::enable();
        store();
        Kernel::set_in_interrupt(true);
        drop(section);
        Kernel::set_in_interrupt(false);
        assert_eq!(counts(), Counts::default());
        assert!(settled());
    }
    assert_reported(InterruptChanged, 0, 0);
}

#[test]
fn a_guard_of_a_handler_that_outlives_it_is_reported_and_flushes() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    Kernel::set_in_interrupt(true);
    let inert = LazyMmuGuard::<Recorded>::enable();
    Kernel::set_in_interrupt(false);
    store();
    drop(inert);
    assert!(settled());
    assert_reported(InterruptChanged, 1, 0);
    drop(outer);
}

#[test]
fn a_pause_of_a_handler_that_outlives_it_is_reported() {
    slot::<Recorded, _>(irq_enter);
    let inert = PauseGuard::<Recorded>::pause();
    slot::<Recorded, _>(irq_exit);
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
    slot::<Recorded, _>(irq_enter);
    drop(LazyMmuGuard::<Recorded>::enable());
    drop(PauseGuard::<Recorded>::pause());
    slot::<Recorded, _>(irq_exit);
    Kernel::set_in_interrupt(true);
    drop(LazyMmuGuard::<Recorded>::enable());
    drop(PauseGuard::<Recorded>::pause());
    Kernel::set_in_interrupt(false);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn a_section_that_ends_in_an_announced_handler_flushes_what_the_task_deferred() {
    let section = LazyMmuGuard::<Recorded>::enable();
    store();
    slot::<Recorded, _>(irq_enter);
    drop(section);
    assert_eq!(record::take().len(), 2);
    assert!(settled());
    slot::<Recorded, _>(irq_exit);
    assert!(settled());
    assert_reported(InterruptChanged, 0, 0);
}

#[test]
fn a_level_that_was_suspended_does_not_come_back_in_a_handler() {
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| slot::<Recorded, _>(irq_enter));
    assert_eq!(counts().enable, 0);
    slot::<Recorded, _>(irq_exit);
    drop(section);
    assert_reported(InterruptChanged, 0, 0);
}

#[test]
fn raw_calls_do_nothing_in_an_announced_handler() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pause = section.pause();
    slot::<Recorded, _>(irq_enter);
    // SAFETY: ignored, all four.
    unsafe { raw::resume::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::disable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::enable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::pause::<Recorded>() };
    slot::<Recorded, _>(irq_exit);
    assert_eq!(counts(), Counts { enable: 1, pause: 1 });
    assert_eq!(Kernel::pins(), 2);
    drop(pause);
    drop(section);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn a_handler_announced_under_a_guard_is_reported_and_the_count_comes_down() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let pause = section.pause();
    slot::<Recorded, _>(irq_enter);
    drop(pause);
    drop(section);
    slot::<Recorded, _>(irq_exit);
    assert_reported(InterruptChanged, 1, 0);
    assert_eq!(counts(), Counts::default());
}

#[test]
fn interrupts_at_depth_256_stay_on_the_safe_side() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| (0..256).for_each(|_| irq_enter(slot)));
    slot::<Recorded, _>(|slot| (0..256).for_each(|_| irq_exit(slot)));
    assert!(!is_active::<Recorded>());
    slot::<Recorded, _>(|slot| slot.retire::<Recorded>());
    assert!(slot::<Recorded, _>(|slot| !slot.in_interrupt()));
}

#[test]
fn a_handler_that_keeps_its_word_is_reported_by_nobody() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    store();
    slot::<Recorded, _>(|slot| {
        let _hard = slot.interrupt::<Recorded>();
        drop(LazyMmuGuard::<Recorded>::enable());
        let _soft = slot.interrupt::<Recorded>();
        drop(PauseGuard::<Recorded>::pause());
        store();
    });
    assert_eq!(Kernel::take_reports(), [], "a flush is no change");
    assert!(is_active::<Recorded>() && settled());
}

/// At depth 255 a handler's guard does not count, so it takes nothing off when it drops after one
/// that counted.
#[test]
fn a_handler_at_depth_256_that_ends_out_of_order_leaves_those_below_eager() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| {
        (0..254).for_each(|_| irq_enter(slot));
        let last_that_counts = slot.interrupt::<Recorded>();
        let beyond = slot.interrupt::<Recorded>();
        drop(last_that_counts);
        drop(beyond);
        for _ in 0..254 {
            assert!(slot.in_interrupt(), "a handler still runs");
            record::take();
            store();
            assert_eq!(record::take().len(), 2, "and is eager");
            irq_exit(slot);
        }
        assert!(!slot.in_interrupt());
    });
    assert_reported(HandlerChangedSlot, 1, 0);
}
