//! Every operation asks its kernel in one order: `pin`, `in_interrupt`, `with_slot`, and `unpin`
//! last, after all that runs with the slot. In a handler that the platform knows of there is no
//! `with_slot`. A section or pause that counts keeps the pin, and its end gives it back.

// Minutes in Miri: `cargo xtask test --full` has it.
#![cfg(any(not(miri), lazy_mmu_full))]

use std::cell::{Cell, RefCell};
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use lazy_mmu_arm64::{Arm64, Arm64Mode, queue_pte_barriers};
use lazy_mmu_core::{
    DeferringGuard, Global, LazyMmuGuard, PauseGuard, Slot, defer, flush, is_active, with_active,
};
use model_kernel::kernel::Kernel;
use model_kernel::platform::{Config, Moment, Recording};
use model_kernel::raw::{irq_enter, raw_disable, raw_enable, raw_pause, raw_resume};
use model_kernel::slots::Observed;

thread_local! {
    static PANICS: Cell<bool> = const { Cell::new(false) };
    static ASKED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn note(what: &'static str) {
    ASKED.with_borrow_mut(|asked| asked.push(what));
}

/// A kernel that notes each question.
type Noting = Recording<Arm64, Notes>;

struct Notes;

impl Config for Notes {
    fn at(moment: Moment) {
        match moment {
            Moment::Pin => note("pin"),
            Moment::InInterrupt => note("in_interrupt"),
            Moment::WithSlot => note("with_slot {"),
            Moment::SlotReturned => note("}"),
            Moment::Unpin => note("unpin"),
            Moment::Report => {
                note("report");
                assert!(!PANICS.get(), "the kernel's log");
            }
            Moment::Trace => assert!(!PANICS.get(), "the kernel's tracing"),
        }
    }
}

lazy_mmu_core::set_platform!(Noting);

/// The context of an operation.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Context {
    Task,
    /// In a handler that the platform knows of.
    Handler,
    /// In one that only the slot knows of.
    AnnouncedHandler,
    /// E = 255, P = 0.
    FullOfSections,
    /// E = 0, P = 255.
    FullOfPauses,
}

use Context::{AnnouncedHandler, FullOfPauses, FullOfSections, Handler, Task};

impl Context {
    /// Begins the context on a new slot, which has reported nothing yet.
    fn begin(self) {
        Noting::put(Rc::new(Slot::new(())));
        Kernel::set_in_interrupt(self == Handler);
        match self {
            Task | Handler => {}
            AnnouncedHandler => irq_enter(&Noting::slot()),
            FullOfSections => (0..255).for_each(|_| forget(LazyMmuGuard::<Noting>::enable())),
            FullOfPauses => (0..255).for_each(|_| forget(PauseGuard::<Noting>::pause())),
        }
    }
}

/// Returns what `f` asks.
fn asked<R>(f: impl FnOnce() -> R) -> String {
    ASKED.take();
    forget(f());
    ASKED.take().join(" ")
}

const ASKS: &str = "pin in_interrupt with_slot { } unpin";
const REPORTS: &str = "pin in_interrupt with_slot { report } unpin";
const DECLINES: &str = "pin in_interrupt unpin";
/// A guard that counted knows that it is pinned, and in a task.
const IN_THE_SLOT: &str = "with_slot { }";
const BEGINS: &str = "pin in_interrupt with_slot { }";
const ENDS: &str = "in_interrupt with_slot { } unpin";

const SUSPENDS: &str = "in_interrupt with_slot { } unpin closure pin in_interrupt with_slot { }";
const SUSPENDS_IN_A_HANDLER: &str = "pin in_interrupt unpin closure";
const SUSPENDS_WITHOUT_COUNTING: &str = "pin in_interrupt with_slot { } unpin closure";
const SUSPENDS_IF_FULL: &str = "pin in_interrupt with_slot { report } unpin closure";

/// A raw end first asks whether it is ignored. If not, it also gives back the pin of the beginning.
const RAW_ENDS: &str = "pin in_interrupt with_slot { } unpin unpin";
const RAW_ENABLES_IF_FULL: &str =
    "pin in_interrupt with_slot { } unpin pin in_interrupt with_slot { report } unpin";
/// The pin is kept, because the pair's `resume` unpins.
const RAW_PAUSES_IF_FULL: &str =
    "pin in_interrupt with_slot { } unpin pin pin in_interrupt with_slot { report } unpin";

/// An operation, and what it asks in each of [`CONTEXTS`].
type Row = (&'static str, fn() -> String, [&'static str; 5]);

const CONTEXTS: [Context; 5] = [Task, Handler, AnnouncedHandler, FullOfSections, FullOfPauses];
const ENABLES: [&str; 5] = [BEGINS, DECLINES, ASKS, ASKS, ASKS];
const DISABLES: [&str; 5] = [ENDS, DECLINES, ASKS, REPORTS, ASKS];
const OTHERS: [&str; 5] = [ASKS, DECLINES, ASKS, ASKS, ASKS];

/// The operations of any mode.
fn operations<M: Arm64Mode>() -> [Row; 14] {
    [
        ("enable", || asked(LazyMmuGuard::<M>::enable), ENABLES),
        ("enable, deferring", || asked(DeferringGuard::<M>::enable_given_address), ENABLES),
        ("enable, nested", || nested::<M>(|| asked(LazyMmuGuard::<M>::enable)), ENABLES),
        ("disable", || dropped(LazyMmuGuard::<M>::enable()), DISABLES),
        ("disable, deferring", dropped_deferring::<M>, DISABLES),
        ("disable, deferring, nested", || nested::<M>(dropped_deferring::<M>), DISABLES),
        ("pause", || asked(PauseGuard::<M>::pause), [BEGINS, DECLINES, ASKS, BEGINS, ASKS]),
        ("resume", || dropped(PauseGuard::<M>::pause()), [ENDS, DECLINES, ASKS, ENDS, REPORTS]),
        (
            "suspend",
            || {
                let section = LazyMmuGuard::<M>::enable();
                asked(|| section.suspend(|| note("closure")))
            },
            [
                SUSPENDS,
                SUSPENDS_IN_A_HANDLER,
                SUSPENDS_WITHOUT_COUNTING,
                SUSPENDS_IF_FULL,
                SUSPENDS_WITHOUT_COUNTING,
            ],
        ),
        ("flush", || asked(flush::<M>), OTHERS),
        ("flush, in a section", || nested::<M>(|| asked(flush::<M>)), OTHERS),
        ("is_active", || asked(is_active::<M>), OTHERS),
        ("defer", || asked(defer::<M>), OTHERS),
        ("queue", || asked(queue_pte_barriers::<M>), OTHERS),
    ]
}

/// The operations that only a platform has.
const OF_A_PLATFORM: [Row; 6] = [
    ("a store by a guard", by_a_guard, [IN_THE_SLOT, DECLINES, ASKS, ASKS, ASKS]),
    ("with_active", || asked(|| with_active::<Noting, _>(|()| ())), OTHERS),
    (
        "raw enable",
        || asked(raw_enable::<Noting>),
        [BEGINS, DECLINES, ASKS, RAW_ENABLES_IF_FULL, ASKS],
    ),
    (
        "raw disable",
        || after(raw_enable::<Noting>, raw_disable::<Noting>),
        [RAW_ENDS, DECLINES, ASKS, RAW_ENDS, ASKS],
    ),
    (
        "raw pause",
        || asked(raw_pause::<Noting>),
        [BEGINS, DECLINES, ASKS, BEGINS, RAW_PAUSES_IF_FULL],
    ),
    (
        "raw resume",
        || after(raw_pause::<Noting>, raw_resume::<Noting>),
        [RAW_ENDS, DECLINES, ASKS, RAW_ENDS, RAW_ENDS],
    ),
];

fn by_a_guard() -> String {
    let section = LazyMmuGuard::<Noting>::enable();
    asked(|| section.defer_or_else(|| ()))
}

fn dropped<G>(guard: G) -> String {
    asked(|| drop(guard))
}

fn dropped_deferring<M: Arm64Mode>() -> String {
    dropped(DeferringGuard::<M>::enable_given_address())
}

fn nested<M: Arm64Mode>(operation: fn() -> String) -> String {
    let _outer = LazyMmuGuard::<M>::enable();
    operation()
}

fn after(begin: fn(), end: fn()) -> String {
    begin();
    asked(end)
}

fn assert_all_ask(rows: &[Row]) {
    for (operation, ask, expected) in rows {
        for (context, expected) in CONTEXTS.into_iter().zip(expected) {
            context.begin();
            assert_eq!(ask(), *expected, "{operation}, {context:?}");
            Kernel::set_in_interrupt(false);
        }
    }
}

#[test]
fn pin_then_in_interrupt_then_with_slot_and_unpin_last() {
    assert_all_ask(&operations::<Noting>());
    assert_all_ask(&OF_A_PLATFORM);
}

#[test]
fn the_same_through_global() {
    assert_all_ask(&operations::<Global>());
}

/// A suspended level does not count.
#[test]
fn a_store_by_a_suspended_guard_asks_for_all() {
    Task.begin();
    let section = LazyMmuGuard::<Noting>::enable();
    section.suspend(|| assert_eq!(asked(|| section.defer_or_else(|| ())), ASKS));
    assert_eq!(asked(|| section.defer_or_else(|| ())), IN_THE_SLOT);
}

#[test]
fn a_guard_that_ends_in_another_context_than_it_was_made_in_asks_as_it_was_made() {
    let goes_on_in = |ends| Kernel::set_in_interrupt(ends == Handler);
    for (made, ends, expected) in
        [(Task, Handler, "in_interrupt with_slot { report } unpin"), (Handler, Task, REPORTS)]
    {
        made.begin();
        let section = LazyMmuGuard::<Noting>::enable();
        goes_on_in(ends);
        assert_eq!(dropped(section), expected, "made {made:?}, ends {ends:?}");

        made.begin();
        let section = DeferringGuard::<Noting>::enable_given_address();
        goes_on_in(ends);
        assert_eq!(dropped(section), expected, "made {made:?}, ends {ends:?}");

        made.begin();
        let pause = PauseGuard::<Noting>::pause();
        goes_on_in(ends);
        assert_eq!(dropped(pause), expected, "made {made:?}, ends {ends:?}");
    }
}

#[test]
fn an_unpaired_raw_end_gives_back_no_pin() {
    for end in [raw_disable::<Noting> as fn(), raw_resume::<Noting>] {
        Task.begin();
        assert_eq!(asked(end), REPORTS);
    }
}

/// Returns what an operation asks whose `trace` or `report` panics.
fn asked_before_a_panic(operation: impl FnOnce()) -> String {
    PANICS.set(true);
    let asked = asked(|| assert!(catch_unwind(AssertUnwindSafe(operation)).is_err()));
    PANICS.set(false);
    asked
}

#[test]
fn a_trace_or_a_report_that_panics_is_unpinned_all_the_same() {
    Task.begin();
    assert_eq!(
        asked_before_a_panic(|| forget(LazyMmuGuard::<Noting>::enable())),
        "pin in_interrupt with_slot { unpin"
    );

    Task.begin();
    let section = LazyMmuGuard::<Noting>::enable();
    assert_eq!(asked_before_a_panic(flush::<Noting>), "pin in_interrupt with_slot { unpin");
    assert_eq!(asked_before_a_panic(|| drop(section)), "in_interrupt with_slot { unpin");

    FullOfPauses.begin();
    let pause = PauseGuard::<Noting>::pause();
    assert_eq!(asked_before_a_panic(|| drop(pause)), "pin in_interrupt with_slot { report unpin");

    // It gives back its own pin and that of the pair's beginning.
    Task.begin();
    raw_enable::<Noting>();
    assert_eq!(
        asked_before_a_panic(raw_disable::<Noting>),
        "pin in_interrupt with_slot { unpin unpin"
    );
    raw_pause::<Noting>();
    assert_eq!(
        asked_before_a_panic(raw_resume::<Noting>),
        "pin in_interrupt with_slot { unpin unpin"
    );
}
