//! What guards promise, whatever happens around them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_arm64::{queue_pte_barriers, record};
use lazy_mmu_core::{Counts, LazyMmuGuard, NoLazyMmu, PauseGuard, is_active, owe, raw};
use lazy_mmu_tests::host::{Hooked, Kernel, Recorded, counts, settled, slot};

/// Owes a pair if the mode is active.
fn store() {
    queue_pte_barriers::<Recorded>();
}

#[track_caller]
fn assert_nothing_is_left() {
    assert_eq!(counts(), Counts::default());
    assert!(settled());
    assert_eq!(Kernel::pins(), 0);
    assert_eq!(Kernel::take_reports(), []);
}

#[test]
fn what_an_inner_section_owes_is_paid_when_it_ends_and_the_outer_one_goes_on() {
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
fn a_section_opened_in_a_pause_still_pays_if_it_ends_outside_of_it() {
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
fn flushing_pays_and_stays() {
    let section = LazyMmuGuard::<Recorded>::enable();
    store();
    section.flush();
    assert!(settled());
    assert!(is_active::<Recorded>());
}

#[test]
fn a_platform_that_queues_by_itself_owes_nothing_by_bit() {
    let _section = LazyMmuGuard::<Hooked>::enable();
    assert!(!owe::<Hooked>());
}

#[test]
fn nothing_is_ever_owed_without_the_mode() {
    let _section = LazyMmuGuard::<NoLazyMmu>::enable();
    assert!(!is_active::<NoLazyMmu>());
    assert!(!owe::<NoLazyMmu>());
}

#[test]
fn raw_calls_are_ignored_while_paused_to_the_letter_of_the_table() {
    // SAFETY: out of pair on purpose; `retire` makes up for it.
    unsafe { raw::enable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::pause::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::disable::<Recorded>() };
    // SAFETY: as above.
    unsafe { raw::resume::<Recorded>() };
    assert_eq!(counts(), Counts { enable: 1, pause: 0 });
}

/// Guards of both kinds, at most four at a time, made and dropped in every order, with a store between any two steps.
#[test]
fn every_order_of_drops_ends_at_zero_and_keeps_the_promise() {
    enum Guard {
        Section(#[expect(dead_code, reason = "held for its drop")] LazyMmuGuard<Recorded>),
        Pause(#[expect(dead_code, reason = "held for its drop")] PauseGuard<'static, Recorded>),
    }

    /// Runs one program: each step is the next free choice of `choices`.
    fn run(choices: &[usize]) {
        let mut guards = Vec::new();
        for &choice in choices {
            store();
            match choice {
                0 => guards.push(Guard::Section(LazyMmuGuard::enable())),
                1 => {
                    guards.push(Guard::Pause(PauseGuard::pause()));
                    assert!(settled(), "a pause has paid: {choices:?}");
                }
                index => {
                    let section = matches!(guards.remove(index - 2), Guard::Section(_));
                    assert!(settled() || !section, "a section that ended has paid: {choices:?}");
                }
            }
            assert!(settled() || is_active::<Recorded>(), "only an active mode owes: {choices:?}");
        }
        // What is left drops oldest first, which is no order that a scope would have.
        for guard in guards {
            drop(guard);
        }
        assert_nothing_is_left();
        record::take();
        Kernel::take_events();
    }

    /// Every program of up to `steps` more steps, `live` guards being held.
    fn all(choices: &mut Vec<usize>, live: usize, steps: usize, programs: &mut u32) {
        run(choices);
        *programs += 1;
        if steps == 0 {
            return;
        }
        let first = if live < 4 { 0 } else { 2 };
        for choice in first..live + 2 {
            choices.push(choice);
            all(choices, if choice < 2 { live + 1 } else { live - 1 }, steps - 1, programs);
            choices.pop();
        }
    }

    let mut programs = 0;
    all(&mut Vec::new(), 0, 8, &mut programs);
    assert!(programs > 10_000, "only {programs} programs ran");
}
