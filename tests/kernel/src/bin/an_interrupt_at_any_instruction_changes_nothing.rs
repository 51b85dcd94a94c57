//! Each operation of the mode is interrupted at each of its instruction boundaries, in every state of the slot. The handler maps a page
//! and uses it, in sections and pauses of its own. Counters, debt and barriers of the interrupted task are what they are without it.
//!
//! Of three platforms: two announce their handlers to the slot, by the guard and by its two halves, and one has a flag of its own.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use kernel::{Kernel, Meter, Qemu, Steps, Task, retries, space, stepped};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers, set_pte, set_ptes};
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, Platform, Slot, Violation, flush, is_active, lazy_mmu, owe, section};
use paging::{Attributes, Frame, Pages, map_pages, unmap_pages};
use semihosting::println;
use spin::Once;

kernel::program!(main);

/// A platform, and how it tells the mode of its handlers.
trait Handlers: Platform<Arch = Arm64> {
    const HOW: &str;

    /// Runs `f` as a handler. Nests.
    fn handler(f: impl FnOnce());
}

impl Handlers for Kernel {
    const HOW: &str = "announced by the guard";

    fn handler(f: impl FnOnce()) {
        let _handler = Task::current().lazy_mmu.interrupt::<Self>();
        f();
    }
}

/// The same kernel, which tells the mode of its handlers in another way: with a flag that says whether one runs, or as entry code in
/// assembly does.
struct Other<const FLAG: bool>;

static IN_HANDLER: AtomicBool = AtomicBool::new(false);

impl<const FLAG: bool> Platform for Other<FLAG> {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        FLAG && IN_HANDLER.load(Relaxed)
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&Task::current().lazy_mmu)
    }

    fn report(violation: Violation) {
        panic!("{violation}");
    }
}

impl Handlers for Other<false> {
    const HOW: &str = "announced by its two halves";

    fn handler(f: impl FnOnce()) {
        let interrupted = &Task::current().lazy_mmu;
        interrupted.irq_enter();
        f();
        interrupted.irq_exit();
    }
}

impl Handlers for Other<true> {
    const HOW: &str = "known by a flag";

    fn handler(f: impl FnOnce()) {
        let interrupted = IN_HANDLER.swap(true, Relaxed);
        f();
        IN_HANDLER.store(interrupted, Relaxed);
    }
}

/// What an interrupt must leave as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct State {
    counts: Counts,
    settled: bool,
    active: bool,
    in_handler: bool,
}

impl State {
    fn now<P: Handlers>() -> Self {
        let slot = &Task::current().lazy_mmu;
        let in_handler = P::in_interrupt() || slot.in_interrupt();
        Self { counts: slot.counts(), settled: slot.is_settled(), active: is_active::<P>(), in_handler }
    }
}

/// What is open when the operation begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// All of it is in a handler that interrupted a section with a debt.
    in_handler: bool,
    sections: usize,
    pause: Pause,
    /// A store is owed, if the mode is active.
    owes: bool,
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

/// The guards of a [`Start`], and those that the operation makes.
struct Open<P: Platform> {
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
            if number + 1 == start.sections && matches!(start.pause, Pause::BeforeLast | Pause::Ended) {
                pause = Some(PauseGuard::pause());
            }
            *guard = Some(LazyMmuGuard::enable());
        }
        match start.pause {
            Pause::Last => pause = Some(PauseGuard::pause()),
            Pause::Ended => pause = None,
            Pause::No | Pause::BeforeLast => {}
        }
        if start.owes {
            queue_pte_barriers::<P>();
        }
        let [outer, inner] = sections;
        Self { new_pause: None, new_section: None, pause, inner, outer }
    }
}

struct Operation<P: Platform> {
    name: &'static str,
    /// Whether it can be done there.
    applies: fn(Start) -> bool,
    run: fn(&mut Open<P>),
}

const fn operations<P: Handlers>() -> [Operation<P>; 10] {
    [
        Operation { name: "enable", applies: |_| true, run: |open| open.new_section = Some(LazyMmuGuard::enable()) },
        Operation { name: "queue", applies: |_| true, run: |_| queue_pte_barriers::<P>() },
        Operation { name: "set_pte", applies: |_| true, run: |_| set_pte::<P>(&TABLE[0], LEAF) },
        Operation { name: "set_ptes", applies: |_| true, run: |_| set_ptes::<P>(&TABLE, LEAF, 4096) },
        Operation { name: "flush", applies: |_| true, run: |_| flush::<P>() },
        Operation { name: "nested drop", applies: |start| start.sections == 2, run: |open| open.inner = None },
        Operation { name: "outermost drop", applies: |start| start.sections == 1, run: |open| open.outer = None },
        Operation { name: "pause", applies: |_| true, run: |open| open.new_pause = Some(PauseGuard::pause()) },
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
    ]
}

/// Leaves that no walker sees.
static TABLE: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
const LEAF: u64 = 0b11 | 1 << 10 | 1 << 54;

/// The handler's own page.
const PAGE: Pages = Pages::new(0xffff_8000_0000_0000, 1);
static FRAME: Once<Frame> = Once::new();

/// The boundary at which the next interrupt comes, or one of these.
static AT: AtomicUsize = AtomicUsize::new(NEVER);
const NEVER: usize = usize::MAX;
const ALWAYS: usize = usize::MAX - 1;
static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);

fn boundary<P: Handlers>(number: usize) {
    let at = AT.load(Relaxed);
    if at != number && at != ALWAYS {
        return;
    }
    INTERRUPTS.fetch_add(1, Relaxed);
    let before = State::now::<P>();
    P::handler(handle::<P>);
    assert_eq!(State::now::<P>(), before, "the interrupted task's state, at boundary {number}");
}

#[lazy_mmu(platform = P, guard = mmu)]
fn handle<P: Handlers>() {
    assert!(!is_active::<P>() && !owe::<P>());
    let frame = *FRAME.get().expect("taken at the start");
    section::<P, _>(|_| {
        map_pages::<P>(space(), PAGE.addresses().start, &[frame], Attributes::READ_WRITE).expect("its tables are there");
        Qemu.check(space(), PAGE, &[frame]);
        flush::<P>();
    });
    let pause = PauseGuard::<P>::pause();
    section::<P, _>(|_| queue_pte_barriers::<P>());
    drop(pause);
    mmu.suspend(|| unmap_pages::<P>(space(), PAGE).expect("just mapped"));
    assert_eq!(space().translate(PAGE.addresses().start), None);
    assert!(!is_active::<P>() && !owe::<P>());
}

/// Does the operation from `start`, with an interrupt `at` a boundary; what it executed and the state behind it.
fn run<P: Handlers>(operation: &Operation<P>, start: Start, at: usize) -> (Steps, State) {
    let slot = &Task::current().lazy_mmu;
    AT.store(at, Relaxed);
    INTERRUPTS.store(0, Relaxed);
    let mut outcome = None;
    let mut perform = || {
        let mut open = Open::new(start);
        let ((), steps) = stepped(boundary::<P>, || (operation.run)(&mut open));
        outcome = Some((steps, State::now::<P>()));
    };
    if start.in_handler {
        section::<P, _>(|_| {
            queue_pte_barriers::<P>();
            P::handler(perform);
            assert!(!slot.is_settled(), "the debt of the section below");
        });
    } else {
        perform();
    }
    let rest = State { counts: Counts::default(), settled: true, active: false, in_handler: false };
    assert_eq!(State::now::<P>(), rest, "all is closed");
    slot.retire::<P>();
    outcome.expect("performed")
}

fn starts() -> impl Iterator<Item = Start> {
    [false, true].into_iter().flat_map(|in_handler| {
        (0..=2).flat_map(move |sections| {
            [Pause::No, Pause::Last, Pause::BeforeLast, Pause::Ended]
                .into_iter()
                .filter(move |&pause| sections > 0 || matches!(pause, Pause::No | Pause::Last))
                .flat_map(move |pause| [false, true].map(|owes| Start { in_handler, sections, pause, owes }))
        })
    })
}

/// Sweeps the operation over all its boundaries, from all states. Adds up the states, what was swept, and the barriers without an
/// interrupt.
fn sweep<P: Handlers>(operation: &Operation<P>) -> (usize, Steps) {
    let mut states = 0;
    let mut swept = Steps::default();
    for start in starts().filter(|&start| (operation.applies)(start)) {
        let alone = run(operation, start, NEVER);
        assert_eq!(INTERRUPTS.load(Relaxed), 0);
        let (steps, _) = alone;
        for at in 0..steps.boundaries {
            let interrupted = run(operation, start, at);
            assert_eq!(interrupted, alone, "{} from {start:?}, interrupted at boundary {at}", operation.name);
            assert_eq!(INTERRUPTS.load(Relaxed), 1);
        }
        let interrupted = run(operation, start, ALWAYS);
        assert_eq!(interrupted, alone, "{} from {start:?}, interrupted everywhere", operation.name);
        assert_eq!(INTERRUPTS.load(Relaxed), steps.boundaries);
        states += 1;
        swept.boundaries += steps.boundaries;
        swept.dsb += steps.dsb;
        swept.isb += steps.isb;
    }
    (states, swept)
}

fn sweep_all<P: Handlers>() {
    println!("handlers {}", P::HOW);
    let mut total = 0;
    for operation in operations::<P>() {
        let (states, Steps { boundaries, dsb, isb }) = sweep(&operation);
        assert_ne!(boundaries, 0, "{} was not swept", operation.name);
        println!("  {}: {boundaries} boundaries from {states} states, dsb={dsb} isb={isb}", operation.name);
        total += boundaries;
    }
    assert_ne!(total, 0);
    println!("  in all: {total} boundaries");
}

fn main() {
    let frame = *FRAME.call_once(|| space().alloc_page::<Kernel>().expect("a frame"));
    // Once before, for the tables.
    map_pages::<Kernel>(space(), PAGE.addresses().start, &[frame], Attributes::READ_WRITE).expect("frames for tables");
    unmap_pages::<Kernel>(space(), PAGE).expect("just mapped");

    sweep_all::<Kernel>();
    sweep_all::<Other<false>>();
    sweep_all::<Other<true>>();
    assert_eq!(retries(), 0, "no page of a handler faulted");
}
