//! Guards keep their promises, whatever happens around them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, NoLazyMmu, defer, is_active, raw};
use model_kernel::kernel::{
    Hooked, Kernel, Recorded, assert_nothing_is_left, counts, settled, slot, store,
};

#[test]
fn an_inner_section_settles_when_it_ends_and_the_outer_one_goes_on() {
    let _outer = LazyMmuGuard::<Recorded>::enable();
    {
        let _inner = LazyMmuGuard::<Recorded>::enable();
        store();
        assert!(!settled());
    }
    assert!(settled());
    assert!(is_active::<Recorded>());
}

#[test]
fn a_section_begun_in_a_pause_still_flushes_if_it_ends_after_it() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    let pause = outer.pause();
    let inert = LazyMmuGuard::<Recorded>::enable();
    drop(pause);
    store();
    assert!(!settled());
    drop(inert);
    assert!(settled());
    assert!(is_active::<Recorded>());
    drop(outer);
    assert_nothing_is_left();
}

#[test]
fn an_early_return_ends_the_section() {
    fn fails() -> Result<(), ()> {
        let _section = LazyMmuGuard::<Recorded>::enable();
        store();
        Err(())?;
        unreachable!()
    }
    assert_eq!(fails(), Err(()));
    assert_nothing_is_left();
}

#[test]
fn unwinding_ends_sections_and_pauses() {
    let unwound = catch_unwind(|| {
        let section = LazyMmuGuard::<Recorded>::enable();
        let _pause = section.pause();
        panic!("on purpose");
    });
    assert!(unwound.is_err());
    assert_nothing_is_left();
}

#[test]
fn a_suspended_section_comes_back_at_its_depth() {
    let outer = LazyMmuGuard::<Hooked>::enable();
    Hooked::take_hooks();
    let answer = outer.suspend(|| {
        assert!(!is_active::<Hooked>());
        assert_eq!(Kernel::pins(), 0, "a suspended section may sleep");
        7
    });
    assert_eq!(answer, 7);
    assert!(is_active::<Hooked>());
    assert_eq!(Hooked::take_hooks(), ["leave", "enter"]);
}

#[test]
fn a_suspended_inner_section_leaves_the_outer_one_on() {
    let _outer = LazyMmuGuard::<Hooked>::enable();
    let inner = LazyMmuGuard::<Hooked>::enable();
    Hooked::take_hooks();
    inner.suspend(|| assert!(is_active::<Hooked>()));
    assert_eq!(Hooked::take_hooks(), ["flush"]);
    assert_eq!(slot::<Hooked, _>(|slot| slot.counts().enable), 2);
}

#[test]
fn suspending_in_a_pause_moves_the_count_without_a_hook() {
    let section = LazyMmuGuard::<Hooked>::enable();
    let pause = section.pause();
    Hooked::take_hooks();
    section.suspend(|| assert_eq!(slot::<Hooked, _>(|slot| slot.counts()).enable, 0));
    assert_eq!(slot::<Hooked, _>(|slot| slot.counts()).enable, 1);
    assert_eq!(Hooked::take_hooks(), [""; 0]);
    drop(pause);
    assert_eq!(Hooked::take_hooks(), ["enter"]);
}

#[test]
fn a_section_suspended_inside_its_own_suspension_comes_back_once() {
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| section.suspend(|| assert_eq!(counts().enable, 0)));
    assert_eq!(counts().enable, 1);
    drop(section);
    assert_nothing_is_left();
}

#[test]
fn a_suspended_section_comes_back_when_its_closure_panics() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let unwound = catch_unwind(AssertUnwindSafe(|| section.suspend(|| panic!("on purpose"))));
    assert!(unwound.is_err());
    assert_eq!(counts().enable, 1);
    drop(section);
    assert_nothing_is_left();
}

#[test]
fn a_flush_settles_and_stays_in_the_section() {
    let section = LazyMmuGuard::<Recorded>::enable();
    store();
    section.flush();
    assert!(settled());
    assert!(is_active::<Recorded>());
}

#[test]
fn a_backend_that_queues_defers_nothing_by_bit() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    assert!(!defer::<Hooked>());
}

#[test]
fn nothing_is_ever_deferred_without_the_mode() {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    assert!(!is_active::<NoLazyMmu>());
    assert!(!defer::<NoLazyMmu>());
}

#[test]
fn raw_calls_are_ignored_while_paused_to_the_letter_of_the_table() {
    // SAFETY: unpaired on purpose; `retire` puts the counters back.
    unsafe { raw::enable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::pause::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::disable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::resume::<Recorded>() };
    assert_eq!(counts(), Counts { enable: 1, pause: 0 });
}

#[test]
fn a_slot_is_active_in_a_section_that_is_not_paused_whatever_runs_on_top_of_its_task() {
    let active = || slot::<Recorded, _>(|slot| (slot.is_active(), slot.in_interrupt()));
    assert_eq!(active(), (false, false));
    let section = LazyMmuGuard::<Recorded>::enable();
    slot::<Recorded, _>(|slot| {
        let _handler = slot.interrupt::<Recorded>();
        assert_eq!(active(), (true, true));
    });
    let pause = section.pause();
    assert_eq!(active(), (false, false));
    drop(pause);
    assert_eq!(active(), (true, false));
}

#[test]
fn a_guard_prints_its_name_and_a_slot_its_state() {
    let section = LazyMmuGuard::<Recorded>::enable();
    let deferring = DeferringGuard::<Recorded>::enable_given_address();
    let pause = section.pause();
    assert_eq!(
        format!("{section:?}, {deferring:?}, {pause:?}"),
        "LazyMmuGuard { .. }, DeferringGuard { .. }, PauseGuard { .. }"
    );
    slot::<Recorded, _>(|slot| {
        let handler = slot.interrupt::<Recorded>();
        let state = "Slot { enable: 2, pause: 1, settled: true, in_interrupt: true, .. }";
        assert_eq!(format!("{handler:?}, {slot:?}"), format!("InterruptGuard {{ .. }}, {state}"));
    });
}
