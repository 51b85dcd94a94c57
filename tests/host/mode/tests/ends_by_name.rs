//! A form that takes a closure ends by name, and a guard in a variable by its drop. The two are
//! one: the same in each state, behind a closure that unwinds, behind a `trace` or `report` that
//! unwinds anywhere, and behind a value whose drop does.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

use std::cell::Cell;
use std::fmt::Debug;
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::panicking;

use lazy_mmu_core::{
    Counts, DeferringGuard, LazyMmuGuard, PauseGuard, Unsettled, flush, paused, section,
    section_deferred, section_settled,
};
use model_kernel::agree::Stores;
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::platform::{Config, Moment, Recording};
use model_kernel::raw::{irq_enter, raw_disable, raw_resume};
use model_kernel::slots::Observed;

thread_local! {
    /// How many calls of `trace` and `report` come back before one unwinds; none does below 0.
    static UNWINDS_AFTER: Cell<i32> = const { Cell::new(-1) };
    /// Of values whose drop unwinds, how often each was dropped.
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

#[derive(Debug)]
struct Unwinding;

impl Config for Unwinding {
    fn at(moment: Moment) {
        if matches!(moment, Moment::Trace | Moment::Report) {
            let left = UNWINDS_AFTER.get();
            UNWINDS_AFTER.set(left - i32::from(left >= 0));
            if left == 0 && !panicking() {
                unwind();
            }
        }
    }
}

/// Without a message.
fn unwind() -> ! {
    resume_unwind(Box::new(()))
}

type OneBit = Recording<Noting<true>, Unwinding>;
type Queue = Recording<Noting<false>, Unwinding>;

/// A result. Its drop is noted.
struct Noisy;

impl Drop for Noisy {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

/// What runs in the closure.
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

/// A form by a closure, and by a guard in a variable.
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

/// States to begin in.
const STATES: [fn(Side); 7] = [
    |_| {},
    |side| side.section(1),
    |side| side.section(255),
    |side| {
        side.section(1);
        side.pause(1);
    },
    |side| side.pause(255),
    |side| {
        side.section(1);
        side.handler();
    },
    |side| {
        side.section(2);
        Kernel::set_in_interrupt(true);
    },
];

/// The architecture that a state is of.
#[derive(Clone, Copy)]
enum Side {
    OneBit,
    Queue,
}

impl Side {
    fn section(self, times: u32) {
        for _ in 0..times {
            match self {
                Self::OneBit => forget(LazyMmuGuard::<OneBit>::enable()),
                Self::Queue => forget(LazyMmuGuard::<Queue>::enable()),
            }
        }
        match self {
            Self::OneBit => Noting::<true>::store::<OneBit>(),
            Self::Queue => Noting::<false>::store::<Queue>(),
        }
    }

    fn pause(self, times: u32) {
        for _ in 0..times {
            match self {
                Self::OneBit => forget(PauseGuard::<OneBit>::pause()),
                Self::Queue => forget(PauseGuard::<Queue>::pause()),
            }
        }
    }

    fn handler(self) {
        match self {
            Self::OneBit => irq_enter(&OneBit::slot()),
            Self::Queue => irq_enter(&Queue::slot()),
        }
    }
}

/// All that can be seen of a run, in words, and whether it unwound.
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
                // The last one comes too late to unwind, or the closure did.
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

/// The drop of a result comes behind the end of the section, and takes nothing of it back.
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

/// A handler that suspends what is suspended breaks no promise.
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

/// Whatever unwinds in the end of something: what it took off a counter it has unpinned, once, and
/// if its event named a hook, that ran where something was deferred, once.
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
                // A constructor that unwinds is lost, and its count with it.
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
