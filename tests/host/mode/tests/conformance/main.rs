//! The conformance suite: arm64 passes it, a backend with a fault fails the lines of that fault, and what is printed is KTAP.

// Not in Miri, where it takes more than a quarter of an hour: it runs 14168 programs for each of twenty backends.
#![cfg(not(miri))]

#[macro_use]
mod backends;
mod broken;
mod diagnostics;
mod ktap;
mod witness;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::conformance::{self, Recorder, Subject, Summary};
use lazy_mmu_core::{Arch, Call, Counts, Event, Platform, Slot, Violation, is_active};

use backends::{Fault, PaysNothing, Queue, store};
use ktap::parse;

/// How many lines there are.
const CLAIMS: usize = 18;
const EVERY_STATE: &str = "every_state_reaches_its_hooks";
const EVERY_ORDER: &str = "every_order_of_calls_keeps_the_promise";

fn run<S: Subject>() -> (Summary, String) {
    let mut text = String::new();
    let summary = conformance::run::<S>(&mut text).expect("a string takes everything");
    (summary, text)
}

/// Whether exactly these lines fail.
#[track_caller]
fn assert_fails<S: Subject>(names: &[&str]) {
    assert_failing_lines::<S>(|name| names.contains(&name), names.len());
}

/// Whether exactly these lines do not fail.
#[track_caller]
fn assert_passes_only<S: Subject>(names: &[&str]) {
    assert_failing_lines::<S>(|name| !names.contains(&name), CLAIMS - names.len());
}

/// Whether those lines fail that should, as many as they are, each below a line of diagnostics that names it.
#[track_caller]
fn assert_failing_lines<S: Subject>(should_fail: impl Fn(&str) -> bool, number: usize) {
    let (summary, text) = run::<S>();
    let results = parse(&text);
    assert_eq!(results.len(), CLAIMS);
    let failed: Vec<_> = results.iter().filter(|result| !result.ok).collect();
    let wrong: Vec<_> = results.iter().filter(|result| result.ok == should_fail(&result.name)).map(|result| &result.name).collect();
    assert!(wrong.is_empty(), "these should have come out the other way: {wrong:?}\n{text}");
    assert_eq!(failed.len(), number, "each line that is named exists\n{text}");
    for result in &failed {
        let [diagnostics] = &result.diagnostics[..] else { panic!("one line of diagnostics:\n{text}") };
        assert!(diagnostics.starts_with(&format!("{}: after ", result.name)), "{diagnostics}");
    }
    let skipped = results.iter().filter(|result| result.skipped).count();
    assert_eq!((summary.failed, summary.skipped), (failed.len() as u32, skipped as u32));
    assert_eq!((summary.passed + summary.failed + summary.skipped) as usize, results.len());
    assert_eq!(summary.is_conformant(), number == 0);
}

#[test]
fn a_backend_that_queues_passes() {
    queueing!(Healthy: Nothing);
    assert_fails::<Healthy>(&[]);
}

#[test]
fn arm64_passes() {
    owing_by_bit!(Kernel: Arm64, queue_pte_barriers::<Kernel>);
    assert_fails::<Kernel>(&[]);
}

#[test]
fn owing_by_bit_without_paying_is_seen_in_payments() {
    owing_by_bit!(Broken: PaysNothing, store::<Broken>);
    assert_passes_only::<Broken>(&[
        "a_fresh_slot_owes_nothing",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
        "a_store_in_a_section_is_owed",
        "a_resumed_section_owes_again",
    ]);
}

#[test]
fn payments_that_are_not_counted_are_skipped() {
    queueing!(Unseen: PaymentsAreNotCounted);
    assert_fails::<Unseen>(&[]);
    let (_, text) = run::<Unseen>();
    let skipped: Vec<_> = parse(&text).into_iter().filter(|result| result.skipped).map(|result| result.name).collect();
    assert_eq!(skipped, ["each_debt_is_paid_once"]);
}

#[test]
fn the_bound_is_covered() {
    queueing!(Healthy: Nothing);
    let (_, text) = run::<Healthy>();
    assert!(text.contains(&format!("# {EVERY_STATE}: 36 states\n")), "{text}");
    assert!(text.contains(&format!("# {EVERY_ORDER}: 14168 programs\n")), "{text}");
}

#[test]
fn a_subject_whose_output_fails_is_told_so() {
    queueing!(Healthy: Nothing);
    struct Full;
    impl std::fmt::Write for Full {
        fn write_str(&mut self, _: &str) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }
    assert!(conformance::run::<Healthy>(&mut Full).is_err());
}
