//! A suite that a backend runs on its own target to see that it keeps the mode's promises.
//!
//! A backend is an [`Arch`](crate::Arch) with the platform that finds its slot and knows its handlers. Its author implements [`Subject`]
//! for it and calls [`run`], on a host or on bare metal: nothing is allocated, and what is printed goes to any [`fmt::Write`]. It is
//! [KTAP](https://docs.kernel.org/dev-tools/ktap.html), version 1, which the kernel's tools and most readers of TAP understand. A line of
//! diagnostics above each `not ok` says what was done and what was seen.
//!
//! Each claim is tried through guards, as a kernel would, beside a model that is written from the table of the mode. After each call all that
//! can be seen is compared: the event that is traced (which hook, after which move of the counters, and nothing else), the counters,
//! whether the mode is active, whether something is owed, what has taken effect, and what is reported. The claims cover every state of up
//! to 3 sections and 3 pauses, the states at 254 and 255, and every program of six calls with up to four guards.
//!
//! Run it in a build with debug assertions too: there the mode asks the architecture whether it is settled. It wants the subject's slot for
//! itself, and stack for 512 guards. A hook that panics, say because it ran twice, ends the suite before its plan is fulfilled, which a
//! reader of KTAP takes for a failure.
//!
//! # Examples
//!
//! A backend that queues addresses to invalidate, and its subject:
//!
//! ```
//! use lazy_mmu_core::conformance::{self, Recorder, Subject};
//! use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, with_active};
//! use std::sync::Mutex;
//! use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
//!
//! struct Batching;
//!
//! impl Arch for Batching {
//!     type Local = Mutex<Vec<u64>>; // a kernel has an array in a cell of its own
//!
//!     fn flush(queue: &Self::Local) {
//!         queue.lock().unwrap().drain(..).for_each(invalidate);
//!     }
//!
//!     fn is_settled(queue: &Self::Local) -> bool {
//!         queue.lock().unwrap().is_empty()
//!     }
//! }
//!
//! static INVALIDATED: AtomicU32 = AtomicU32::new(0);
//!
//! fn invalidate(_address: u64) {
//!     INVALIDATED.fetch_add(1, Relaxed); // and the instruction
//! }
//!
//! static SLOT: Slot<Batching> = Slot::new(Mutex::new(Vec::new()));
//! static IN_INTERRUPT: AtomicBool = AtomicBool::new(false);
//! static RECORDER: Recorder = Recorder::new();
//!
//! struct Kernel;
//!
//! impl Platform for Kernel {
//!     type Arch = Batching;
//!
//!     fn in_interrupt() -> bool {
//!         IN_INTERRUPT.load(Relaxed)
//!     }
//!
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Batching>) -> R) -> R {
//!         f(&SLOT)
//!     }
//!
//!     fn trace(event: Event) {
//!         RECORDER.trace(event);
//!     }
//!
//!     fn report(violation: Violation) {
//!         RECORDER.report(violation);
//!     }
//! }
//!
//! impl Subject for Kernel {
//!     type Platform = Self;
//!
//!     fn recorder() -> &'static Recorder {
//!         &RECORDER
//!     }
//!
//!     fn owe() {
//!         if with_active::<Kernel, _>(|queue| queue.lock().unwrap().push(0x1000)).is_none() {
//!             invalidate(0x1000);
//!         }
//!     }
//!
//!     fn in_interrupt(handler: fn()) {
//!         IN_INTERRUPT.store(true, Relaxed); // on a target: raise an interrupt whose handler calls `handler`
//!         handler();
//!         IN_INTERRUPT.store(false, Relaxed);
//!     }
//!
//!     fn payments() -> Option<u32> {
//!         Some(INVALIDATED.load(Relaxed))
//!     }
//! }
//!
//! let mut output = String::new(); // on a target: its console
//! let summary = conformance::run::<Kernel>(&mut output).unwrap();
//! assert!(summary.is_conformant(), "{output}");
//! assert_eq!(
//!     output,
//!     "\
//! KTAP version 1
//! 1..18
//! ok 1 a_fresh_slot_owes_nothing
//! ok 2 the_six_calls_reach_their_hooks
//! ok 3 a_store_outside_any_section_takes_effect_at_once
//! ok 4 a_store_in_a_section_is_owed
//! ok 5 leaving_settles
//! ok 6 the_end_of_a_nested_section_settles
//! ok 7 a_flush_settles_and_stays
//! ok 8 a_pause_settles_and_is_eager
//! ok 9 a_resumed_section_owes_again
//! ok 10 a_suspended_section_settles_and_comes_back
//! ok 11 calls_in_a_pause_are_inert
//! ok 12 a_handler_is_eager_and_leaves_the_debt
//! ok 13 hooks_are_idempotent
//! ok 14 each_debt_is_paid_once
//! ## every_state_reaches_its_hooks: 36 states
//! ok 15 every_state_reaches_its_hooks
//! ## every_order_of_calls_keeps_the_promise: 14168 programs
//! ok 16 every_order_of_calls_keeps_the_promise
//! ok 17 section_256_flushes_and_does_not_count
//! ok 18 pause_256_sticks
//! "
//! );
//! ```

mod calls;
mod claims;
mod model;
mod outcome;
mod programs;
mod recorder;
mod states;
mod subject;
mod trial;

use core::fmt;

use outcome::{Cases, Outcome, Stop};

pub use recorder::Recorder;
pub use subject::Subject;

/// What came of the claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Claims that hold.
    pub passed: u32,
    /// Claims that do not.
    pub failed: u32,
    /// Claims that cannot be seen on this subject.
    pub skipped: u32,
}

impl Summary {
    /// No claim failed.
    pub const fn is_conformant(&self) -> bool {
        self.failed == 0
    }
}

/// Its name, and what tries it.
type Claim = (&'static str, fn() -> Outcome);

/// Tries every claim on `S` and prints what came of each, as KTAP.
///
/// # Errors
///
/// If `out` fails; a claim that fails is in the [`Summary`]. On a target, end with an exit code that says so.
pub fn run<S: Subject>(out: &mut impl fmt::Write) -> Result<Summary, fmt::Error> {
    let claims: [Claim; 18] = [
        ("a_fresh_slot_owes_nothing", claims::fresh_slot::<S>),
        ("the_six_calls_reach_their_hooks", claims::six_calls::<S>),
        ("a_store_outside_any_section_takes_effect_at_once", claims::store_outside::<S>),
        ("a_store_in_a_section_is_owed", claims::store_in_section::<S>),
        ("leaving_settles", claims::leave::<S>),
        ("the_end_of_a_nested_section_settles", claims::nested_end::<S>),
        ("a_flush_settles_and_stays", claims::flush::<S>),
        ("a_pause_settles_and_is_eager", claims::pause::<S>),
        ("a_resumed_section_owes_again", claims::resume::<S>),
        ("a_suspended_section_settles_and_comes_back", claims::suspend::<S>),
        ("calls_in_a_pause_are_inert", claims::inert_in_pause::<S>),
        ("a_handler_is_eager_and_leaves_the_debt", claims::handler::<S>),
        ("hooks_are_idempotent", claims::idempotent_hooks::<S>),
        ("each_debt_is_paid_once", claims::paid_once::<S>),
        ("every_state_reaches_its_hooks", states::every_state::<S>),
        ("every_order_of_calls_keeps_the_promise", programs::every_program::<S>),
        ("section_256_flushes_and_does_not_count", states::section_256::<S>),
        ("pause_256_sticks", states::pause_256::<S>),
    ];
    let mut summary = Summary::default();
    write!(out, "KTAP version 1\n1..{}\n", claims.len())?;
    for (number, (name, claim)) in (1..).zip(claims) {
        match claim() {
            Ok(cases) => {
                summary.passed += 1;
                if let Some(Cases { number, what }) = cases {
                    writeln!(out, "# {name}: {number} {what}")?;
                }
                writeln!(out, "ok {number} {name}")?;
            }
            Err(Stop::Failed(failure)) => {
                summary.failed += 1;
                writeln!(out, "# {name}: {failure}")?;
                writeln!(out, "not ok {number} {name}")?;
            }
            Err(Stop::Skipped(why)) => {
                summary.skipped += 1;
                writeln!(out, "ok {number} {name} # SKIP {why}")?;
            }
        }
    }
    S::fresh_slot();
    Ok(summary)
}
