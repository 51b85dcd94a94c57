//! A scheduler's calls on the slot of a task that does not run.

use lazy_mmu_arm64::{queue_pte_barriers, record};
use lazy_mmu_core::{Counts, LazyMmuGuard};
use model_kernel::kernel::{Hooked, Kernel, Recorded, slot};

/// Switches away from the thread's task and back.
fn switch_away_and_back() {
    slot::<Hooked, _>(|slot| {
        // SAFETY: the two are paired, and nothing runs in between.
        unsafe { slot.pause_task::<Hooked>() };
        // SAFETY: as above.
        unsafe { slot.resume_task::<Hooked>() };
    });
}

#[test]
fn switching_away_from_a_section_leaves_and_enters_and_the_counters_stay() {
    let _outer = LazyMmuGuard::<Hooked>::enable();
    let _inner = LazyMmuGuard::<Hooked>::enable();
    Hooked::take_hooks();
    switch_away_and_back();
    assert_eq!(Hooked::take_hooks(), ["leave", "enter"]);
    assert_eq!(slot::<Hooked, _>(|slot| slot.counts()), Counts { enable: 2, pause: 0 });
}

#[test]
fn switching_away_from_outside_a_section_or_from_a_pause_reaches_no_hook() {
    switch_away_and_back();
    let section = LazyMmuGuard::<Hooked>::enable();
    let _pause = section.pause();
    Hooked::take_hooks();
    switch_away_and_back();
    assert_eq!(Hooked::take_hooks(), [""; 0]);
}

#[test]
fn pausing_a_task_flushes_what_arm64_deferred_and_its_section_defers_again_after_it() {
    let _section = LazyMmuGuard::<Recorded>::enable();
    queue_pte_barriers::<Recorded>();
    slot::<Recorded, _>(|slot| {
        // SAFETY: paired below.
        unsafe { slot.pause_task::<Recorded>() };
        assert_eq!(record::take().len(), 2);
        assert!(slot.is_settled());
        // SAFETY: pairs the above.
        unsafe { slot.resume_task::<Recorded>() };
    });
    queue_pte_barriers::<Recorded>();
    assert_eq!(record::take(), []);
}

#[test]
fn a_task_that_ends_outside_a_section_is_reported_by_nobody() {
    drop(LazyMmuGuard::<Hooked>::enable());
    Hooked::take_hooks();
    slot::<Hooked, _>(|slot| slot.retire::<Hooked>());
    assert_eq!(Kernel::take_reports(), []);
    assert_eq!(Hooked::take_hooks(), [""; 0]);
}

mod a_handler_in_the_hook {
    //! A handler that nobody announced stores when the hook of a switch is past its barriers.

    use std::cell::Cell;

    use lazy_mmu_core::{Arch, LazyMmuGuard, Platform, Slot, defer};

    thread_local! {
        static STORES: Cell<bool> = const { Cell::new(false) };
        static PAIRS: Cell<u32> = const { Cell::new(0) };
        static SLOT: Slot<Bit> = const { Slot::new(()) };
    }

    struct Bit;

    impl Arch for Bit {
        type Local = ();
        const DEFERS_BY_BIT: bool = true;

        fn flush(_: &()) {
            PAIRS.set(PAIRS.get() + 1);
            if STORES.replace(false) {
                assert!(defer::<Kernel>(), "the store joins the section");
            }
        }

        fn is_settled(_: &()) -> bool {
            true
        }
    }

    struct Kernel;

    impl Platform for Kernel {
        type Arch = Bit;

        fn in_interrupt() -> bool {
            false
        }

        fn with_slot<R>(f: impl FnOnce(&Slot<Bit>) -> R) -> R {
            SLOT.with(f)
        }
    }

    #[test]
    fn has_its_store_flushed_before_the_slot_is_given_up() {
        for gives_up in [Slot::switching::<Kernel> as fn(&Slot<Bit>), Slot::retire::<Kernel>] {
            PAIRS.set(0);
            std::mem::forget(LazyMmuGuard::<Kernel>::enable());
            assert!(defer::<Kernel>());
            STORES.set(true);
            SLOT.with(gives_up);
            assert_eq!(PAIRS.get(), 2, "one for the task's store, and one for the handler's");
            assert!(SLOT.with(Slot::is_settled));
        }
    }
}
