//! The sweeps: each operation of the mode, from every state of the slot, with something that comes
//! at one of its instruction boundaries, each in turn, or at all of them.

mod operations;

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Counts, Platform, is_active, section};
use semihosting::println;

pub use operations::Start;
use operations::{Open, Operation, operations, starts};

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
