//! The task can always flush what is deferred: after any program of guards, handlers, leaks and
//! stores, in any order of drops, and after a `trace` or `report` that unwound anywhere in it.
//!
//! Each program runs on a fresh slot. After it, if no handler runs any more, the test tries each
//! way to flush on a copy of the slot.

use std::any::Any;
use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use lazy_mmu_core::{
    DeferringGuard, InterruptGuard, LazyMmuGuard, PauseGuard, Slot, Unsettled, flush,
};
use model_kernel::agree::Stores;
use model_kernel::compared;
use model_kernel::kernel::Kernel;
use model_kernel::noting::Noting;
use model_kernel::platform::{Config, Moment, Recording};
use model_kernel::raw::{irq_enter, irq_exit, raw_disable, raw_enable};
use model_kernel::slots::{Observed, copy};

/// A kernel in which one call of `trace` or `report`, chosen by its number, unwinds.
#[derive(Debug)]
struct Unwinding;

thread_local! {
    /// How many calls return before one unwinds; below 0 none does.
    static UNWINDS_AFTER: Cell<i32> = const { Cell::new(-1) };
}

impl Config for Unwinding {
    fn at(moment: Moment) {
        if matches!(moment, Moment::Trace | Moment::Report) {
            let left = UNWINDS_AFTER.get();
            UNWINDS_AFTER.set(left - i32::from(left >= 0));
            if left == 0 {
                resume_unwind(Box::new(())); // without a message
            }
        }
    }
}

type OneBit = Recording<Noting<true>, Unwinding>;
type Queue = Recording<Noting<false>, Unwinding>;

/// A step of a program. Guards have numbers, by age.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Step {
    Section,
    Deferring,
    Pause,
    Handler,
    /// 255 handlers, all of them paired.
    Handlers255,
    Store,
    Drop(usize),
    Leak(usize),
}

/// The most guards that are open at a time.
const GUARDS: usize = 3;

const STEPS: [Step; 6 + 2 * GUARDS] = [
    Step::Section,
    Step::Deferring,
    Step::Pause,
    Step::Handler,
    Step::Handlers255,
    Step::Store,
    Step::Drop(0),
    Step::Drop(1),
    Step::Drop(2),
    Step::Leak(0),
    Step::Leak(1),
    Step::Leak(2),
];

/// A guard, held for its drop.
#[expect(dead_code, reason = "only the drop is used")]
enum Held<K: Observed> {
    Section(LazyMmuGuard<K>),
    Deferring(DeferringGuard<K>),
    Pause(PauseGuard<'static, K>),
    Handler(InterruptGuard<'static, K>),
}

/// How a task flushes.
const WAYS: [&str; 6] = [
    "flush",
    "the flush of an `Unsettled`",
    "the drop of an `Unsettled`",
    "a section",
    "a pause",
    "a raw section",
];

fn flush_by<K: Observed>(way: usize) {
    /// A value whose drop may use what was mapped.
    struct Dropped;
    impl Drop for Dropped {
        fn drop(&mut self) {}
    }
    match way {
        0 => flush::<K>(),
        1 => Unsettled::<_, K>::new(()).flush(),
        2 => drop(Unsettled::<_, K>::new(Dropped)),
        3 => drop(LazyMmuGuard::<K>::enable()),
        4 => drop(PauseGuard::<K>::pause()),
        _ => {
            raw_enable::<K>();
            raw_disable::<K>();
        }
    }
}

struct Run<K: Observed> {
    /// Guards of handlers borrow it.
    slot: &'static Slot<K::Arch>,
    owner: Rc<Slot<K::Arch>>,
    guards: Vec<Held<K>>,
    /// Something was deferred, and no hook has settled it since.
    unsettled: bool,
    /// How many steps unwound.
    unwound: usize,
}

impl<K: Observed<Arch: Stores>> Run<K> {
    fn new() -> Self {
        Kernel::restart();
        let owner = K::slot();
        // SAFETY: the guards that borrow it are dropped or leaked before `owner` is: it is dropped
        // by `Run`, whose guards go first.
        let slot = unsafe { &*Rc::as_ptr(&owner) };
        <K::Arch as Stores>::settled();
        Self { slot, owner, guards: Vec::new(), unsettled: false, unwound: 0 }
    }

    /// Does a step; returns `false` if there is no such guard.
    fn step(&mut self, step: Step) -> bool {
        let number = match step {
            Step::Drop(number) | Step::Leak(number) => number,
            _ => 0,
        };
        let makes =
            !matches!(step, Step::Drop(_) | Step::Leak(_) | Step::Store | Step::Handlers255);
        if (makes && self.guards.len() == GUARDS)
            || (matches!(step, Step::Drop(_) | Step::Leak(_)) && number >= self.guards.len())
        {
            return false;
        }
        let taken =
            matches!(step, Step::Drop(_) | Step::Leak(_)).then(|| self.guards.remove(number));
        let outcome: Result<Option<Held<K>>, Box<dyn Any + Send>> =
            catch_unwind(AssertUnwindSafe(|| {
                match step {
                    Step::Section => return Some(Held::Section(LazyMmuGuard::enable())),
                    Step::Deferring => {
                        return Some(Held::Deferring(DeferringGuard::enable_given_address()));
                    }
                    Step::Pause => return Some(Held::Pause(PauseGuard::pause())),
                    Step::Handler => return Some(Held::Handler(self.slot.interrupt::<K>())),
                    Step::Handlers255 => {
                        (0..255).for_each(|_| irq_enter(self.slot));
                        (0..255).for_each(|_| irq_exit(self.slot));
                    }
                    Step::Store => <K::Arch as Stores>::store::<K>(),
                    Step::Drop(_) => drop(taken),
                    Step::Leak(_) => mem::forget(taken),
                }
                None
            }));
        match outcome {
            Ok(made) => self.guards.extend(made),
            Err(_) => self.unwound += 1,
        }
        // A hook or an eager store settles all that was stored before it.
        if <K::Arch as Stores>::settled() > 0 {
            self.unsettled = false;
        }
        self.unsettled |= step == Step::Store && !self.slot.is_settled();
        true
    }

    fn in_task(&self) -> bool {
        !self.guards.iter().any(|guard| matches!(guard, Held::Handler(_)))
    }

    /// Tries each way to flush on a copy of the slot.
    fn check(&self, program: &[Step]) {
        assert!(
            !self.unsettled || !self.slot.is_settled(),
            "the slot forgot what is deferred after {program:?}"
        );
        if !self.unsettled || !self.in_task() {
            return;
        }
        for (way, name) in WAYS.iter().enumerate() {
            let here = K::put(copy(&self.owner));
            flush_by::<K>(way);
            assert!(
                <K::Arch as Stores>::settled() > 0,
                "{name} settles nothing after {program:?}, in {:?}",
                self.slot
            );
            K::put(here);
        }
    }
}

impl<K: Observed> Drop for Run<K> {
    fn drop(&mut self) {
        UNWINDS_AFTER.set(-1);
        self.guards.clear();
    }
}

/// Runs the program and checks it at its end only: each of its prefixes is a program, too. Returns
/// whether all its guards existed, and whether a call unwound.
fn run<K: Observed<Arch: Stores>>(program: &[Step], unwinds_after: i32) -> (bool, bool) {
    let mut run = Run::<K>::new();
    UNWINDS_AFTER.set(unwinds_after);
    let is_one = program.iter().all(|step| run.step(*step));
    UNWINDS_AFTER.set(-1);
    if is_one {
        run.check(program);
    }
    (is_one, run.unwound > 0)
}

/// Calls `f` with every program of up to `length` steps.
fn for_each_program(length: usize, f: &mut impl FnMut(&[Step]) -> bool) {
    fn extend(program: &mut Vec<Step>, length: usize, f: &mut impl FnMut(&[Step]) -> bool) {
        if program.len() == length {
            return;
        }
        for step in STEPS {
            program.push(step);
            if f(program) {
                extend(program, length, f);
            }
            program.pop();
        }
    }
    extend(&mut Vec::new(), length, f);
}

fn every_program<K: Observed<Arch: Stores>>(length: usize) {
    let mut programs = 0_u64;
    for_each_program(length, &mut |program| {
        let (is_one, _) = run::<K>(program, -1);
        programs += u64::from(is_one);
        is_one
    });
    compared(&format!("{programs} programs, each in {} ways", WAYS.len()));
    assert!(programs > 30);
}

/// Runs every program once for each call of `trace` and `report` in it, which unwinds then.
fn every_program_that_unwinds<K: Observed<Arch: Stores>>(length: usize) {
    let mut unwound = 0_u64;
    for_each_program(length, &mut |program| {
        // Ends when the number is beyond the program's last call.
        unwound +=
            (0..).map(|after| run::<K>(program, after)).take_while(|(_, unwound)| *unwound).count()
                as u64;
        run::<K>(program, -1).0
    });
    compared(&format!("{unwound} programs in which a call unwound"));
    assert!(unwound > 10);
}

const LENGTH: usize = if cfg!(miri) { 2 } else { 6 };
const LENGTH_UNWINDING: usize = if cfg!(miri) { 2 } else { 5 };

#[test]
fn what_one_bit_defers_can_be_flushed_after_every_program() {
    every_program::<OneBit>(LENGTH);
}

#[test]
fn what_is_queued_can_be_flushed_after_every_program() {
    every_program::<Queue>(LENGTH);
}

#[test]
#[cfg_attr(all(miri, not(lazy_mmu_full)), ignore = "takes minutes; the queue unwinds too")]
fn what_one_bit_defers_can_be_flushed_though_a_trace_or_a_report_unwound() {
    every_program_that_unwinds::<OneBit>(LENGTH_UNWINDING);
}

#[test]
fn what_is_queued_can_be_flushed_though_a_trace_or_a_report_unwound() {
    every_program_that_unwinds::<Queue>(LENGTH_UNWINDING);
}
