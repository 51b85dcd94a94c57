//! The sweeps: each operation of the mode, from every state of the slot, with something that comes
//! at one of its instruction boundaries, each in turn, or at all of them.

use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, SectionStores, queue_pte_barriers, set_pte, set_ptes};
use lazy_mmu_core::{
    Counts, LazyMmuGuard, PauseGuard, Platform, Unsettled, flush, is_active, section,
    section_deferred,
};
use semihosting::println;

use crate::{Kernel, Steps, Task, stepped};

/// A platform, and how it tells the mode of its handlers.
pub trait Handlers: Platform<Arch = Arm64> {
    /// Runs `f` as a handler. Nests.
    fn handler(f: impl FnOnce());
}

impl Handlers for Kernel {
    fn handler(f: impl FnOnce()) {
        let _handler = Task::current().lazy_mmu.interrupt::<Self>();
        f();
    }
}

/// The state that must be the same, whatever comes between two instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    counts: Counts,
    settled: bool,
    active: bool,
    in_handler: bool,
}

impl State {
    /// Returns the state of the slot that is current here.
    pub fn now<P: Handlers>() -> Self {
        P::pin();
        let active = is_active::<P>();
        let now = P::with_slot(|slot| {
            let in_handler = P::in_interrupt() || slot.in_interrupt();
            Self { counts: slot.counts(), settled: slot.is_settled(), active, in_handler }
        });
        P::unpin();
        now
    }
}

/// The sections and pauses that are open when the operation begins.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// All of it is in a handler that interrupted a section with something deferred.
    pub in_handler: bool,
    sections: usize,
    pause: Pause,
    /// A store is deferred, if the mode is active.
    defers: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pause {
    No,
    /// Behind the sections.
    Last,
    /// Before the last section, which therefore does not count.
    BeforeLast,
    /// The same, and it has ended since.
    Ended,
}

/// The guards of a [`Start`], and those that the operation makes, and what it answers.
struct Open<P: Platform> {
    answer: Option<bool>,
    new_pause: Option<PauseGuard<'static, P>>,
    new_section: Option<LazyMmuGuard<P>>,
    pause: Option<PauseGuard<'static, P>>,
    inner: Option<LazyMmuGuard<P>>,
    outer: Option<LazyMmuGuard<P>>,
}

impl<P: Platform<Arch = Arm64>> Open<P> {
    fn new(start: Start) -> Self {
        let mut pause = None;
        let mut sections = [None, None];
        for (number, guard) in sections[..start.sections].iter_mut().enumerate() {
            if number + 1 == start.sections
                && matches!(start.pause, Pause::BeforeLast | Pause::Ended)
            {
                pause = Some(PauseGuard::pause());
            }
            *guard = Some(LazyMmuGuard::enable());
        }
        match start.pause {
            Pause::Last => pause = Some(PauseGuard::pause()),
            Pause::Ended => pause = None,
            Pause::No | Pause::BeforeLast => {}
        }
        if start.defers {
            queue_pte_barriers::<P>();
        }
        let [outer, inner] = sections;
        Self { answer: None, new_pause: None, new_section: None, pause, inner, outer }
    }
}

struct Operation<P: Platform> {
    name: &'static str,
    /// Whether it can be done there.
    applies: fn(Start) -> bool,
    run: fn(&mut Open<P>),
}

const fn operations<P: Handlers>() -> [Operation<P>; 14] {
    [
        Operation {
            name: "enable",
            applies: |_| true,
            run: |open| open.new_section = Some(LazyMmuGuard::enable()),
        },
        Operation { name: "queue", applies: |_| true, run: |_| queue_pte_barriers::<P>() },
        Operation { name: "set_pte", applies: |_| true, run: |_| set_pte::<P>(&TABLE[0], LEAF) },
        Operation {
            name: "set_ptes",
            applies: |_| true,
            run: |_| set_ptes::<P>(&TABLE, LEAF, 4096),
        },
        Operation {
            name: "set_pte by a guard",
            applies: |start| start.sections > 0,
            run: |open| {
                open.inner
                    .as_ref()
                    .or(open.outer.as_ref())
                    .into_iter()
                    .for_each(|guard| guard.set_pte(&TABLE[0], LEAF))
            },
        },
        Operation { name: "flush", applies: |_| true, run: |_| flush::<P>() },
        Operation {
            name: "nested drop",
            applies: |start| start.sections == 2,
            run: |open| open.inner = None,
        },
        Operation {
            name: "outermost drop",
            applies: |start| start.sections == 1,
            run: |open| open.outer = None,
        },
        Operation {
            name: "pause",
            applies: |_| true,
            run: |open| open.new_pause = Some(PauseGuard::pause()),
        },
        Operation {
            name: "resume",
            applies: |start| matches!(start.pause, Pause::Last | Pause::BeforeLast),
            run: |open| open.pause = None,
        },
        Operation {
            name: "suspend",
            applies: |start| start.sections > 0,
            run: |open| {
                let innermost = open.inner.as_ref().or(open.outer.as_ref());
                innermost.expect("a section").suspend(|| set_pte::<P>(&TABLE[0], LEAF));
            },
        },
        Operation {
            name: "is_active",
            applies: |_| true,
            run: |open| open.answer = Some(is_active::<P>()),
        },
        Operation {
            name: "handler",
            applies: |_| true,
            run: |_| P::handler(queue_pte_barriers::<P>),
        },
        Operation {
            name: "deferring section",
            applies: |_| true,
            run: |_| section_deferred::<P, _>(store).leave(),
        },
    ]
}

/// A store whose section may defer it.
fn store<P: Handlers>(_: &LazyMmuGuard<P>) -> Unsettled<(), P> {
    set_pte::<P>(&TABLE[0], LEAF);
    Unsettled::new(())
}

/// Leaves that no walker sees.
static TABLE: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
const LEAF: u64 = 0b11 | 1 << 10 | 1 << 54;

/// The boundary at which it comes next, or one of these.
static AT: AtomicUsize = AtomicUsize::new(NEVER);
const NEVER: usize = usize::MAX;
const ALWAYS: usize = usize::MAX - 1;
static TIMES: AtomicUsize = AtomicUsize::new(0);

/// At boundary `number`: runs `what` if it is to come here. The state is the same behind it.
pub fn boundary<P: Handlers>(number: usize, what: impl FnOnce()) {
    compare_at::<P>(number, what, |before, behind| before == behind);
}

/// The same, of which `what` may be a handler that flushes.
pub fn boundary_that_may_flush<P: Handlers>(number: usize, what: impl FnOnce()) {
    compare_at::<P>(number, what, |before, behind| {
        State { settled: before.settled, ..behind } == before && behind.settled >= before.settled
    });
}

fn compare_at<P: Handlers>(number: usize, what: impl FnOnce(), same: fn(State, State) -> bool) {
    let at = AT.load(Relaxed);
    if at != number && at != ALWAYS {
        return;
    }
    TIMES.fetch_add(1, Relaxed);
    let before = State::now::<P>();
    what();
    let behind = State::now::<P>();
    assert!(
        same(before, behind),
        "the state at boundary {number}: {before:?} before, {behind:?} behind"
    );
}

/// The steps and the answer of an operation, and the state behind it.
type Done = (Steps, Option<bool>, State);

/// All is as it was alone.
fn is_the_same(alone: &Done, disturbed: &Done) -> bool {
    alone == disturbed
}

/// All is as it was alone, or has been flushed before, which saves barriers.
fn is_the_same_or_flushed(
    &(alone, answer, state): &Done,
    &(disturbed, disturbed_answer, disturbed_state): &Done,
) -> bool {
    let (settled, was_settled) = (disturbed_state.settled, state.settled);
    (disturbed_answer, State { settled: was_settled, ..disturbed_state }) == (answer, state)
        && settled >= was_settled
        && disturbed.dsb <= alone.dsb
        && disturbed.isb <= alone.isb
}

/// Does the operation from `start`, `at` says with what.
fn run<P: Handlers>(hook: fn(usize), operation: &Operation<P>, start: Start, at: usize) -> Done {
    AT.store(at, Relaxed);
    TIMES.store(0, Relaxed);
    let mut outcome = None;
    let mut perform = || {
        let mut open = Open::new(start);
        let ((), steps) = stepped(hook, || (operation.run)(&mut open));
        outcome = Some((steps, open.answer, State::now::<P>()));
    };
    if start.in_handler {
        section::<P, _>(|_| {
            queue_pte_barriers::<P>();
            P::handler(perform);
        });
    } else {
        perform();
    }
    let rest = State { counts: Counts::default(), settled: true, active: false, in_handler: false };
    assert_eq!(State::now::<P>(), rest, "all is closed");
    P::pin();
    P::with_slot(|slot| slot.retire::<P>());
    P::unpin();
    outcome.expect("performed")
}

fn starts() -> impl Iterator<Item = Start> {
    [false, true].into_iter().flat_map(|in_handler| {
        (0..=2).flat_map(move |sections| {
            [Pause::No, Pause::Last, Pause::BeforeLast, Pause::Ended]
                .into_iter()
                .filter(move |&pause| sections > 0 || matches!(pause, Pause::No | Pause::Last))
                .flat_map(move |pause| {
                    [false, true].map(|defers| Start { in_handler, sections, pause, defers })
                })
        })
    })
}

/// Sweeps the operation over all its boundaries, from all states. Adds up the states, and what is
/// executed if nothing comes.
fn sweep_one<P: Handlers>(
    hook: fn(usize),
    operation: &Operation<P>,
    which: fn(&Start) -> bool,
    same: fn(&Done, &Done) -> bool,
) -> (usize, Steps) {
    let mut states = 0;
    let mut swept = Steps::default();
    for start in starts().filter(which).filter(|&start| (operation.applies)(start)) {
        let alone = run(hook, operation, start, NEVER);
        assert_eq!(TIMES.load(Relaxed), 0);
        let (steps, ..) = alone;
        for at in 0..steps.boundaries {
            let disturbed = run(hook, operation, start, at);
            assert!(
                same(&alone, &disturbed),
                "{} from {start:?}, boundary {at}: {disturbed:?}, alone {alone:?}",
                operation.name
            );
            assert_eq!(TIMES.load(Relaxed), 1);
        }
        let disturbed = run(hook, operation, start, ALWAYS);
        assert!(
            same(&alone, &disturbed),
            "{} from {start:?}, all boundaries: {disturbed:?}, alone {alone:?}",
            operation.name
        );
        assert_eq!(TIMES.load(Relaxed), disturbed.0.boundaries);
        states += 1;
        swept.boundaries += steps.boundaries;
        swept.dsb += steps.dsb;
        swept.isb += steps.isb;
    }
    (states, swept)
}

/// Sweeps every operation over all its boundaries, from all states of which `which` is true, and
/// prints how many there were. `hook` is told of each, and hands it on to [`boundary`].
///
/// # Panics
///
/// If what came changed anything: counters, what is deferred, instructions or barriers.
pub fn sweep<P: Handlers>(hook: fn(usize), which: fn(&Start) -> bool) {
    sweep_all::<P>(hook, which, is_the_same);
}

/// The same with what may flush, and so save barriers of the operation, and change nothing else.
///
/// # Panics
///
/// If it did.
pub fn sweep_with_flushes<P: Handlers>(hook: fn(usize), which: fn(&Start) -> bool) {
    sweep_all::<P>(hook, which, is_the_same_or_flushed);
}

fn sweep_all<P: Handlers>(
    hook: fn(usize),
    which: fn(&Start) -> bool,
    same: fn(&Done, &Done) -> bool,
) {
    let mut total = 0;
    for operation in operations::<P>() {
        let (states, Steps { boundaries, dsb, isb }) = sweep_one(hook, &operation, which, same);
        assert_ne!(boundaries, 0, "{} was not swept", operation.name);
        println!(
            "  {}: {boundaries} boundaries from {states} states, dsb={dsb} isb={isb}",
            operation.name
        );
        total += boundaries;
    }
    println!("  in all: {total} boundaries");
}
