//! An end that unwinds: it unpins once for each count that it took off, and runs its hook at most
//! once.

use std::fmt::Debug;
use std::panic::catch_unwind;

use lazy_mmu_core::{Counts, Unsettled, flush, section, section_deferred};
use model_kernel::agree::Stores;
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::raw::{raw_disable, raw_resume};
use model_kernel::slots::Observed;

use crate::kernel::{OneBit, Queue, UNWINDS_AFTER};
use crate::states::{STATES, Side};

/// Makes each call that ends something unwind, at each of its `trace`s and `report`s. Checks that
/// it has unpinned once for each count that it took off. If its event named a hook, that hook ran
/// once, if something was deferred.
fn each_end_unwound<K: Observed<Arch: Stores> + Debug>(side: Side) {
    let ends: [(&str, fn()); 6] = [
        ("raw disable", raw_disable::<K>),
        ("raw resume", raw_resume::<K>),
        ("flush", flush::<K>),
        ("flush of a value", || Unsettled::<_, K>::new(()).flush()),
        ("a section", || section::<K, _>(|_| ())),
        ("a deferring section", || section_deferred::<K, _>(|_| Unsettled::new(())).leave()),
    ];
    let mut unwound = 0;
    for (number, state) in STATES.into_iter().enumerate() {
        for (name, end) in ends {
            for after in 0..4 {
                Kernel::restart();
                Kernel::forget_interrupts();
                state(side);
                Kernel::with_seen(|_| ());
                K::Arch::settled();
                let slot = K::slot();
                let sum = || {
                    let Counts { enable, pause } = slot.counts();
                    i32::from(enable) + i32::from(pause)
                };
                let (before, pins, was_settled) = (sum(), Kernel::pins(), slot.is_settled());
                UNWINDS_AFTER.set(after);
                let outcome = catch_unwind(end);
                UNWINDS_AFTER.set(-1);
                unwound += u32::from(outcome.is_err());
                let at = format!("{name} in state {number}, unwinding after {after}");
                let (hooks, enters) = Kernel::with_seen(|seen| {
                    let ran = |hook| {
                        seen.iter().filter(|seen| format!("{seen:?}").starts_with(hook)).count()
                    };
                    (ran("Ran(Flush") + ran("Ran(Leave"), ran("Ran(Enter"))
                });
                // If a constructor unwinds there is no guard, and its count stays.
                let lost = i32::from(outcome.is_err() && sum() > before);
                assert_eq!(Kernel::pins() - pins, sum() - before - lost, "pins: {at}");
                assert!(enters <= 1 && hooks <= 1, "{hooks} hooks: {at}");
                assert!(
                    was_settled || slot.is_settled() || hooks == 0,
                    "a hook has run, and something is deferred: {at}"
                );
            }
        }
    }
    Kernel::forget_interrupts();
    Kernel::restart();
    compared(&format!("{unwound} ends that unwound"));
    assert!(unwound > 20);
}

#[test]
fn an_end_that_unwinds_unpins_once_of_one_bit() {
    each_end_unwound::<OneBit>(Side::OneBit);
}

#[test]
fn an_end_that_unwinds_unpins_once_of_a_queue() {
    each_end_unwound::<Queue>(Side::Queue);
}
