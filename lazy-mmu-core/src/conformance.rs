// SPDX-License-Identifier: MIT OR Apache-2.0
//! A suite that tests whether a backend keeps the mode's promises, on the backend's own target.
//!
//! A backend is an [`Arch`](crate::Arch), with the platform that finds its slot and knows its
//! handlers. Its author implements [`Subject`] for it and calls [`run`], on a host or on bare
//! metal. The suite allocates nothing, and writes to any [`fmt::Write`]. The output is
//! [KTAP](https://docs.kernel.org/dev-tools/ktap.html), version 1, which Linux's tools and most
//! readers of TAP understand. A line above each `not ok` names the call and the problem that the
//! suite saw after it.
//!
//! # How it tests
//!
//! The suite tries each claim through guards, as a kernel would, beside a model that is written
//! from the table of the mode. After each call it compares everything that the subject can show:
//!
//! * the traced event: the hook, the counters after their move, and no other event;
//! * the counters, whether the mode is active, and whether something is deferred;
//! * which stores have taken effect, and how many;
//! * the reports.
//!
//! The claims cover
//!
//! * every number of deferred stores up to beyond the [capacity](Subject::CAPACITY) of a queue;
//! * every state of up to 3 sections and 3 pauses, and the states at 254 and 255;
//! * every program of six calls with up to four guards.
//!
//! # How to run it
//!
//! * Call it in a task, outside any section. It uses that task's slot, and leaves the slot new.
//! * It can run on a kernel's own platform, tasks and handlers. If that platform forwards no events
//!   or reports ([`Subject::TRACES`], [`Subject::REPORTS`]), the suite compares the rest.
//! * Run it in a build with debug assertions too. There the mode asks the architecture whether it
//!   is settled.
//! * It needs stack for 512 guards.
//! * A hook that panics, for example because it ran twice, ends the suite before its plan is
//!   fulfilled. A reader of KTAP takes that for a failure.
//!
//! If the subject shows neither [which](Subject::has_settled) stores have taken effect nor
//! [how many](Subject::settlements), the suite can't see a store that is lost: it takes the slot's
//! word for "settled".
//!
//! An architecture may have claims of its own, as `lazy_mmu_arm64::conformance` has for a port's
//! page tables. It prints them with [`Ktap`].
//!
//! # Examples
//!
//! A backend that queues up to eight addresses to invalidate, and its subject:
//!
//! ```
//! use lazy_mmu_core::conformance::{self, Recorder, Subject};
//! use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, with_active};
//! use std::collections::BTreeSet;
//! use std::sync::Mutex;
//! use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
//!
//! struct Batching;
//!
//! impl Arch for Batching {
//!     type Local = Mutex<Vec<u32>>; // a kernel has an array in a cell of its own
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
//! static INVALIDATIONS: AtomicU32 = AtomicU32::new(0);
//! static STALE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
//!
//! fn invalidate(page: u32) {
//!     STALE.lock().unwrap().remove(&page); // on a target: the instruction
//!     INVALIDATIONS.fetch_add(1, Relaxed);
//! }
//!
//! fn unmapped(page: u32) {
//!     let queued = with_active::<Kernel, _>(|queue| {
//!         if queue.lock().unwrap().len() == 8 {
//!             Batching::flush(queue);
//!         }
//!         queue.lock().unwrap().push(page);
//!     });
//!     if queued.is_none() {
//!         invalidate(page);
//!     }
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
//!     const CAPACITY: Option<u32> = Some(8);
//!
//!     fn recorder() -> &'static Recorder {
//!         &RECORDER
//!     }
//!
//!     fn store(number: u32) {
//!         // On a target: clear the entry of a page that was in use.
//!         STALE.lock().unwrap().insert(number);
//!         unmapped(number);
//!     }
//!
//!     fn in_interrupt(handler: fn()) {
//!         // On a target: raise an interrupt whose handler calls `handler`.
//!         IN_INTERRUPT.store(true, Relaxed);
//!         handler();
//!         IN_INTERRUPT.store(false, Relaxed);
//!     }
//!
//!     fn settlements() -> Option<u32> {
//!         Some(INVALIDATIONS.load(Relaxed))
//!     }
//!
//!     fn has_settled(number: u32) -> Option<bool> {
//!         // On a target: is the page still readable?
//!         Some(!STALE.lock().unwrap().contains(&number))
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
//! 1..23
//! ok 1 a_fresh_slot_has_nothing_deferred
//! ok 2 the_six_calls_reach_their_hooks
//! ok 3 a_store_outside_any_section_takes_effect_at_once
//! ok 4 a_store_in_a_section_is_deferred
//! ok 5 leaving_settles
//! ok 6 the_end_of_a_nested_section_settles
//! ok 7 a_flush_settles_and_stays
//! ok 8 a_pause_settles_and_is_eager
//! ok 9 a_resumed_section_defers_again
//! ok 10 a_suspended_section_settles_and_comes_back
//! ok 11 calls_in_a_pause_are_inert
//! ok 12 a_handler_is_eager_and_loses_nothing
//! ok 13 hooks_are_idempotent
//! ok 14 entering_discards_nothing
//! ok 15 what_is_deferred_is_flushed_once
//! ## every_number_of_deferred_stores_is_settled: 10 numbers of stores
//! ok 16 every_number_of_deferred_stores_is_settled
//! ok 17 no_more_is_deferred_than_the_capacity
//! ok 18 a_flush_in_the_middle_of_a_store_loses_nothing # SKIP the subject has no way into the middle of a store
//! ok 19 each_slot_defers_for_itself # SKIP the subject has no other slot
//! ## every_state_reaches_its_hooks: 36 states
//! ok 20 every_state_reaches_its_hooks
//! ## every_order_of_calls_keeps_the_promise: 14168 programs
//! ok 21 every_order_of_calls_keeps_the_promise
//! ok 22 section_256_flushes_and_does_not_count
//! ok 23 pause_256_sticks
//! "
//! );
//! ```

mod calls;
mod claims;
mod contexts;
mod ktap;
mod model;
mod outcome;
mod programs;
mod recorder;
mod seen;
mod several;
mod states;
mod subject;
mod trial;

use core::fmt;

use outcome::{Outcome, Stop};

pub use ktap::{Ktap, Summary};
pub use recorder::Recorder;
pub use subject::{Subject, numbers};

/// A claim's name, and the function that tries it.
type Claim = (&'static str, fn() -> Outcome);

/// Tries every claim on `S`, and prints each result as KTAP.
///
/// A claim that fails is counted in the [`Summary`]. On a target, a program ends with an exit code
/// that says so.
///
/// # Errors
///
/// Returns an error if `out` does.
pub fn run<S: Subject>(out: &mut impl fmt::Write) -> Result<Summary, fmt::Error> {
    let claims: [Claim; 23] = [
        ("a_fresh_slot_has_nothing_deferred", claims::fresh_slot::<S>),
        ("the_six_calls_reach_their_hooks", claims::six_calls::<S>),
        ("a_store_outside_any_section_takes_effect_at_once", claims::store_outside::<S>),
        ("a_store_in_a_section_is_deferred", claims::store_in_section::<S>),
        ("leaving_settles", claims::leave::<S>),
        ("the_end_of_a_nested_section_settles", claims::nested_end::<S>),
        ("a_flush_settles_and_stays", claims::flush::<S>),
        ("a_pause_settles_and_is_eager", claims::pause::<S>),
        ("a_resumed_section_defers_again", claims::resume::<S>),
        ("a_suspended_section_settles_and_comes_back", claims::suspend::<S>),
        ("calls_in_a_pause_are_inert", claims::inert_in_pause::<S>),
        ("a_handler_is_eager_and_loses_nothing", claims::handler::<S>),
        ("hooks_are_idempotent", claims::idempotent_hooks::<S>),
        ("entering_discards_nothing", claims::entering::<S>),
        ("what_is_deferred_is_flushed_once", claims::flushed_once::<S>),
        ("every_number_of_deferred_stores_is_settled", several::every_number::<S>),
        ("no_more_is_deferred_than_the_capacity", several::within_capacity::<S>),
        ("a_flush_in_the_middle_of_a_store_loses_nothing", claims::store_with_flush::<S>),
        ("each_slot_defers_for_itself", claims::other_slot::<S>),
        ("every_state_reaches_its_hooks", states::every_state::<S>),
        ("every_order_of_calls_keeps_the_promise", programs::every_program::<S>),
        ("section_256_flushes_and_does_not_count", states::section_256::<S>),
        ("pause_256_sticks", states::pause_256::<S>),
    ];
    let mut ktap = Ktap::new(out, claims.len())?;
    for (name, claim) in claims {
        match claim() {
            Ok(cases) => {
                ktap.passed(name, cases.as_ref().map(|cases| cases as &dyn fmt::Display))?
            }
            Err(Stop::Failed(failure)) => ktap.failed(name, &failure)?,
            Err(Stop::Skipped(why)) => ktap.skipped(name, why)?,
        }
    }
    S::fresh_slot();
    Ok(ktap.summary())
}
