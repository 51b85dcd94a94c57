//! A form that takes a closure ends its section by a call, and a guard in a variable by its drop.
//! Both do the same in each state: after a closure that unwinds, after a `trace` or `report` that
//! unwinds anywhere, and after a value whose drop does.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

mod kernel;
mod states;
mod unwinding;

use std::cell::Cell;
use std::fmt::Debug;
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_core::{
    Counts, DeferringGuard, LazyMmuGuard, PauseGuard, Unsettled, flush, paused, section,
    section_deferred, section_settled,
};
use model_kernel::agree::Stores;
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::slots::Observed;

use kernel::{OneBit, Queue, UNWINDS_AFTER, unwind};
use states::{STATES, Side};

thread_local! {
    /// How often a [`Noisy`] was dropped.
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

/// A result that counts its drops.
struct Noisy;

impl Drop for Noisy {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

/// The closure of a form.
type Body<K> = fn(&LazyMmuGuard<K>) -> Noisy;

fn bodies<K: Observed<Arch: Stores>>() -> [Body<K>; 6] {
    [
        |_| Noisy,
        |_| {
            K::Arch::store::<K>();
            Noisy
        },
        |_| {
            K::Arch::store::<K>();
            unwind()
        },
        |mmu| {
            K::Arch::store::<K>();
            mmu.suspend(|| mmu.suspend(K::Arch::store::<K>));
            K::Arch::store::<K>();
            Noisy
        },
        |mmu| mmu.suspend(|| unwind()),
        |mmu| {
            let _pause = mmu.pause();
            forget(LazyMmuGuard::<K>::enable());
            K::Arch::store::<K>();
            Noisy
        },
    ]
}

/// A form by a closure, and the same by a guard in a variable.
type Form<K> = (fn(Body<K>) -> Noisy, fn(Body<K>) -> Noisy);

fn forms<K: Observed<Arch: Stores>>() -> [Form<K>; 4] {
    [
        (
            |body| section::<K, _>(body),
            |body| {
                let mmu = LazyMmuGuard::<K>::enable();
                let answer = body(&mmu);
                drop(mmu);
                answer
            },
        ),
        (
            |body| section_settled::<K, _>(|mmu| Unsettled::new(body(mmu))),
            |body| {
                let mmu = LazyMmuGuard::<K>::enable();
                let answer = Unsettled::<_, K>::new(body(&mmu));
                drop(mmu);
                // SAFETY: the section has ended.
                unsafe { answer.assume_settled() }
            },
        ),
        (
            |body| section_deferred::<K, _>(|mmu| Unsettled::new(body(mmu))).flush(),
            |body| {
                let mmu = DeferringGuard::<K>::enable_given_address();
                let answer = Unsettled::<_, K>::new(body(&mmu));
                drop(mmu);
                answer.flush()
            },
        ),
        (
            |body| paused::<K, _>(|| section::<K, _>(body)),
            |body| {
                let pause = PauseGuard::<K>::pause();
                let answer = section::<K, _>(body);
                drop(pause);
                answer
            },
        ),
    ]
}

/// All that a run shows, and whether it unwound.
#[derive(PartialEq, Debug)]
struct Run {
    seen: Vec<String>,
    counts: Counts,
    pins: i32,
    is_settled: bool,
    settled: usize,
    drops: u32,
    unwound: bool,
}

fn run<K: Observed<Arch: Stores>>(
    side: Side,
    state: fn(Side),
    form: fn(Body<K>) -> Noisy,
    body: Body<K>,
    unwinds_after: i32,
) -> Run {
    Kernel::restart();
    Kernel::forget_interrupts();
    state(side);
    Kernel::with_seen(|_| ());
    K::Arch::settled();
    DROPS.set(0);
    let pins = Kernel::pins();
    UNWINDS_AFTER.set(unwinds_after);
    let unwound = catch_unwind(AssertUnwindSafe(|| drop(form(body)))).is_err();
    UNWINDS_AFTER.set(-1);
    let slot = K::slot();
    Run {
        seen: Kernel::with_seen(|seen| seen.iter().map(|seen| format!("{seen:?}")).collect()),
        counts: slot.counts(),
        pins: Kernel::pins() - pins,
        is_settled: slot.is_settled(),
        settled: K::Arch::settled(),
        drops: DROPS.get(),
        unwound,
    }
}

fn all<K: Observed<Arch: Stores> + Debug>(side: Side) {
    let mut runs = 0;
    for (number, state) in STATES.into_iter().enumerate() {
        for (form, (by_name, by_drop)) in forms::<K>().into_iter().enumerate() {
            for (body, f) in bodies::<K>().into_iter().enumerate() {
                // No run makes 24 such calls: the last ones do not unwind, unless the closure does.
                for after in -1..24 {
                    let [one, other] =
                        [by_name, by_drop].map(|form| run::<K>(side, state, form, f, after));
                    assert_eq!(
                        one, other,
                        "state {number}, form {form}, body {body}, unwinding after {after}"
                    );
                    runs += 1;
                }
            }
        }
    }
    Kernel::forget_interrupts();
    Kernel::restart();
    compared(&format!("{runs} runs, each by name and by a drop"));
}

#[test]
fn of_one_bit() {
    all::<OneBit>(Side::OneBit);
}

#[test]
fn of_a_queue() {
    all::<Queue>(Side::Queue);
}

/// A result drops after the end of the section, and its drop undoes nothing of that.
#[test]
fn a_result_whose_drop_unwinds_finds_the_section_ended() {
    struct Unwinds;
    impl Drop for Unwinds {
        fn drop(&mut self) {
            assert_eq!(OneBit::slot().counts(), Counts::default());
            unwind();
        }
    }
    Kernel::restart();
    for _ in 0..3 {
        let unwound = catch_unwind(|| {
            section::<OneBit, _>(|_| {
                Noting::<true>::store::<OneBit>();
                Unwinds
            });
        });
        assert!(unwound.is_err());
        assert_eq!(
            (OneBit::slot().counts(), OneBit::slot().is_settled(), Kernel::pins()),
            (Counts::default(), true, 0)
        );
    }
    flush::<OneBit>();
    assert_eq!(Kernel::take_reports(), []);
}

/// A handler that suspends a suspended section breaks no promise.
#[test]
fn a_handler_that_suspends_its_section_twice_is_reported_by_nobody() {
    Kernel::restart();
    let _section = LazyMmuGuard::<OneBit>::enable();
    Kernel::set_in_interrupt(true);
    section::<OneBit, _>(|mmu| mmu.suspend(|| mmu.suspend(|| ())));
    Kernel::set_in_interrupt(false);
    assert_eq!(Kernel::take_reports(), []);
    let slot = OneBit::slot();
    let handler = slot.interrupt::<OneBit>();
    section::<OneBit, _>(|mmu| mmu.suspend(|| mmu.suspend(|| ())));
    drop(handler);
    assert_eq!(Kernel::take_reports(), []);
}
