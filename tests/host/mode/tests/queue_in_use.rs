//! A queue that the closure of `with_active` uses. A handler on top leaves the queue alone. When
//! the closure has ended the queue is free again, whatever became of the handler's guard.

use std::panic::catch_unwind;
use std::sync::atomic::Ordering::Relaxed;

use lazy_mmu_core::ViolationKind::{HandlerChangedSlot, NotSettled};
use lazy_mmu_core::{LazyMmuGuard, PauseGuard, flush, section, with_active};
use model_kernel::kernel::{Hooked, Kernel};
use model_kernel::slots::Observed;

/// Queues something, and calls `f` while the queue is in use.
fn queue_and(f: impl FnOnce()) {
    let queued = with_active::<Hooked, _>(|queue| {
        queue.store(true, Relaxed);
        f();
    });
    assert!(queued.is_some());
}

#[track_caller]
fn assert_it_is_free() {
    Hooked::take_hooks();
    flush::<Hooked>();
    assert_eq!(Hooked::take_hooks(), ["flush"]);
    assert!(Hooked::slot().is_settled());
}

fn reports() -> Vec<lazy_mmu_core::ViolationKind> {
    Kernel::take_reports().into_iter().map(|report| report.kind).collect()
}

#[test]
fn a_handler_leaves_it_alone() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    Hooked::take_hooks();
    let slot = Hooked::slot();
    queue_and(|| {
        let _handler = slot.interrupt::<Hooked>();
        flush::<Hooked>();
        section::<Hooked, _>(|_| drop(PauseGuard::<Hooked>::pause()));
        assert!(with_active::<Hooked, _>(|_| ()).is_none());
    });
    assert_eq!(Hooked::take_hooks(), [""; 0]);
    assert_eq!(reports(), []);
    assert_it_is_free();
}

#[test]
fn one_that_nobody_announced_leaves_it_alone_too() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    Hooked::take_hooks();
    queue_and(|| {
        section::<Hooked, _>(|_| {
            assert!(with_active::<Hooked, _>(|_| ()).is_none(), "its store takes effect at once")
        });
        flush::<Hooked>();
        drop(PauseGuard::<Hooked>::pause());
    });
    assert_eq!(Hooked::take_hooks(), [""; 0]);
    assert_it_is_free();
}

#[test]
fn a_handlers_guard_that_outlives_the_closure_does_not_keep_it() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    let slot = Hooked::slot();
    let mut kept = Vec::new();
    queue_and(|| kept.extend([slot.interrupt::<Hooked>(), slot.interrupt::<Hooked>()]));
    kept.into_iter().for_each(drop); // the first one first
    assert_eq!(reports(), [HandlerChangedSlot]);
    assert!(!slot.in_interrupt());
    assert_it_is_free();
}

#[test]
fn a_handler_is_not_blamed_for_the_end_of_the_closure() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    let slot = Hooked::slot();
    let mut kept = None;
    queue_and(|| kept = Some(slot.interrupt::<Hooked>()));
    drop(kept);
    assert_eq!(reports(), []);
    assert_it_is_free();
}

#[test]
fn a_closure_that_unwinds_gives_it_back() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    assert!(catch_unwind(|| queue_and(|| std::panic::resume_unwind(Box::new(())))).is_err());
    assert_it_is_free();
}

#[test]
fn a_task_that_ends_in_the_closure_is_reported_and_the_next_one_has_it_free() {
    let slot = Hooked::slot();
    for gives_up in [
        |slot: &lazy_mmu_core::Slot<_>| slot.retire::<Hooked>(),
        |slot: &lazy_mmu_core::Slot<_>| slot.switching::<Hooked>(),
    ] {
        std::mem::forget(LazyMmuGuard::<Hooked>::enable());
        queue_and(|| gives_up(&slot));
        assert!(reports().contains(&NotSettled), "the queue may be half changed, so no hook runs");
        let _section = LazyMmuGuard::<Hooked>::enable();
        assert_it_is_free();
        drop(_section);
        slot.retire::<Hooked>(); // so that the violation is reported anew
    }
}
