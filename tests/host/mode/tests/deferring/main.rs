//! Deferring sections: each way to write one, each way in which it ends, alone and in its caller's
//! section.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod helpers;
mod reports;

use lazy_mmu_arm64::record::Instruction::{DsbIshst, Isb};
use lazy_mmu_arm64::{Arm64Mode, set_pte};
use lazy_mmu_core::{
    Counts, DeferringGuard, LazyMmuGuard, NoLazyMmu, PauseGuard, Unsettled, Unwalked,
    ViolationKind, is_active, lazy_mmu, section_settled,
};
use model_kernel::kernel::{
    Hooked, Kernel, Recorded, assert_nothing_is_left, assert_reported, barriers, counts, settled,
    store,
};
use model_kernel::raw::{raw_disable, raw_enable};

use helpers::{ALL_ENDS, Ends, HELPERS, a_closure, a_function, at_a_given_address, call};

lazy_mmu_core::set_platform!(Recorded);

#[test]
fn alone_each_ends_settled_by_one_pair_however_it_ends() {
    for (name, helper) in HELPERS {
        for ends in ALL_ENDS {
            call(helper, ends);
            assert_eq!(barriers(), [DsbIshst, Isb], "{name}, {ends:?}");
            assert_nothing_is_left();
        }
    }
}

#[test]
fn in_its_callers_section_each_leaves_the_pair_to_that_however_it_ends() {
    for (name, helper) in HELPERS {
        for ends in ALL_ENDS {
            let section = LazyMmuGuard::<Recorded>::enable();
            call(helper, ends);
            call(helper, ends);
            assert_eq!(counts(), Counts { enable: 1, pause: 0 }, "{name}, {ends:?}");
            assert!(is_active::<Recorded>() && !settled());
            // A suspension flushes: the second call's settles what the first call left deferred.
            let before = if name == "with a guard" { vec![DsbIshst, Isb] } else { vec![] };
            assert_eq!(barriers(), before, "{name}, {ends:?}");
            drop(section);
            assert_eq!(barriers(), [DsbIshst, Isb], "{name}, {ends:?}");
            assert_nothing_is_left();
        }
    }
}

#[test]
fn in_a_deferring_callers_section_one_pair_settles_all_of_them() {
    #[lazy_mmu(defer, platform = Recorded)]
    fn helper_of_helpers(ends: Ends) -> Unsettled<(), Recorded> {
        for (name, helper) in HELPERS {
            if name != "with a guard" {
                call(helper, ends);
            }
        }
        Unsettled::new(())
    }

    for ends in ALL_ENDS {
        helper_of_helpers(ends).leave();
        assert_eq!(barriers(), [DsbIshst, Isb]);
        assert_nothing_is_left();
    }
}

#[test]
fn as_deep_as_127_it_is_one_pair() {
    #[lazy_mmu(defer, platform = Recorded)]
    fn level(depth: usize) -> Unsettled<usize, Recorded> {
        store();
        if depth > 1 {
            level(depth - 1).leave();
        }
        store();
        assert!(!settled());
        Unsettled::new(depth)
    }

    assert_eq!(level(127).flush(), 127);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn whatever_flushes_first_settles_what_it_left_deferred() {
    for flush in [
        |_: &LazyMmuGuard<Recorded>| lazy_mmu_core::flush::<Recorded>(),
        |_: &LazyMmuGuard<Recorded>| drop(PauseGuard::<Recorded>::pause()),
        |_: &LazyMmuGuard<Recorded>| drop(LazyMmuGuard::<Recorded>::enable()),
        |section: &LazyMmuGuard<Recorded>| section.suspend(|| ()),
    ] {
        let section = LazyMmuGuard::<Recorded>::enable();
        let unsettled = a_closure(Ends::Ok);
        assert!(!settled());
        flush(&section);
        assert!(settled());
        assert!(unsettled.is_ok_and(|unsettled| unsettled.flush() == 0x1000));
        assert_eq!(barriers(), [DsbIshst, Isb]);
    }
    assert_nothing_is_left();
}

#[test]
fn the_end_of_a_section_opens_what_its_helpers_returned() {
    let opened = section_settled::<Recorded, _>(|_| {
        Ok::<_, Ends>(a_closure(Ends::Ok)?.zip(a_function(Ends::Early)?))
    });
    assert_eq!(opened, Ok((0x1000, 0x1000)));
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn if_its_callers_section_ends_first_its_own_end_settles_what_came_after() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    let inner = DeferringGuard::<Recorded>::enable_given_address();
    store();
    drop(outer);
    assert!(settled());
    store();
    assert!(!settled());
    drop(inner);
    assert_eq!(barriers(), [DsbIshst, Isb, DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn in_a_suspended_section_it_is_alone_and_in_a_raw_one_it_is_inside() {
    let section = LazyMmuGuard::<Recorded>::enable();
    section.suspend(|| {
        call(|ends| a_function(ends).is_err(), Ends::Ok);
        assert_eq!(barriers(), [DsbIshst, Isb], "nobody else flushes");
    });
    drop(section);

    raw_enable::<Recorded>();
    call(|ends| a_function(ends).is_err(), Ends::Ok);
    assert_eq!(barriers(), []);
    raw_disable::<Recorded>();
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn a_leaked_one_is_a_section_that_stays_open() {
    core::mem::forget(DeferringGuard::<Recorded>::enable_given_address());
    assert_eq!(counts(), Counts { enable: 1, pause: 0 });
    // The leaked section stays open around the next ones, so that a caller which touches what they
    // mapped has to settle it.
    assert_eq!(a_function(Ends::Ok).map(Unsettled::flush), Ok(0x1000));
    assert!(settled());
    at_a_given_address(Ends::Ok).expect("it ends well");
    assert!(!settled());
    drop(LazyMmuGuard::<Recorded>::enable());
    assert!(settled());
}

#[test]
fn what_ends_in_a_pause_or_a_handler_moves_the_count_and_flushes_nothing() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    let section = DeferringGuard::<Recorded>::enable_given_address();
    store();
    let pause = PauseGuard::<Recorded>::pause();
    assert_eq!(barriers(), [DsbIshst, Isb]);
    drop(section);
    assert_eq!(counts(), Counts { enable: 1, pause: 1 });

    let inert = DeferringGuard::<Recorded>::enable_given_address();
    drop(pause);
    store();
    drop(inert);
    assert!(!settled(), "its caller's section defers");
    outer.flush();

    store();
    Kernel::set_in_interrupt(true);
    barriers();
    a_function(Ends::Early).map(Unsettled::leave).expect("it ends well");
    assert_eq!(barriers(), [DsbIshst, Isb], "a handler's store takes effect at once");
    Kernel::set_in_interrupt(false);
    assert!(!settled(), "a handler leaves what its task has deferred");
    drop(outer);
    assert_nothing_is_left();
}

#[test]
fn level_256_is_reported_and_defers_to_the_others() {
    let outer: Vec<_> =
        (0..255).map(|_| DeferringGuard::<Recorded>::enable_given_address()).collect();
    let beyond = DeferringGuard::<Recorded>::enable_given_address();
    store();
    drop(beyond);
    assert_reported(ViolationKind::EnableOverflow, 255, 0);
    assert!(!settled());
    drop(outer);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_nothing_is_left();
}

#[test]
fn inner_ends_reach_no_hook() {
    let outer = DeferringGuard::<Hooked>::enable_given_address();
    let inner = DeferringGuard::<Hooked>::enable_given_address();
    drop(inner);
    drop(outer);
    assert_eq!(Hooked::take_hooks(), ["enter", "leave"]);
    assert_eq!(
        Kernel::take_events(),
        [
            "enable    -> enter   E=1 P=0",
            "  enable  -> -       E=2 P=0",
            "  disable -> -       E=1 P=0",
            "disable   -> leave   E=0 P=0"
        ]
    );
}

#[test]
fn where_there_is_no_slot_the_store_decides() {
    #[lazy_mmu(defer, platform = M)]
    fn map<M: Arm64Mode>(entry: &core::sync::atomic::AtomicU64) -> Unsettled<u64, M> {
        set_pte::<M>(entry, 3 | 1 << 10 | 1 << 54);
        Unsettled::new(0x1000)
    }

    assert_eq!(map::<NoLazyMmu>(&Default::default()).flush(), 0x1000);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert!(
        size_of::<DeferringGuard<NoLazyMmu>>() == 0 && size_of::<DeferringGuard<Unwalked>>() == 0
    );
}
