//! The conformance suite: arm64 passes it, a backend with a fault fails the lines of that fault,
//! and the output is KTAP.

// Not in Miri, where it takes more than a quarter of an hour: it runs 14168 programs for each of
// forty backends.
#![cfg(not(miri))]

#[macro_use]
mod backends;
mod broken;
mod diagnostics;
mod ktap;
mod witness;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64, emit_pte_barriers, queue_pte_barriers};
use lazy_mmu_core::conformance::{self, Recorder, Subject, Summary};
use lazy_mmu_core::{Call, Counts, Event, Platform, Slot, Violation, defer};

use backends::{Fault, Machine, Queueing, SettlesNothing, Tells, store};
use ktap::{TestResult, parse};

/// How many result lines the suite prints.
const CLAIMS: usize = 23;
const IN_THE_MIDDLE: &str = "a_flush_in_the_middle_of_a_store_loses_nothing";
const WITHIN_CAPACITY: &str = "no_more_is_deferred_than_the_capacity";
const EACH_SLOT: &str = "each_slot_defers_for_itself";
const EVERY_NUMBER: &str = "every_number_of_deferred_stores_is_settled";
const EVERY_STATE: &str = "every_state_reaches_its_hooks";
const EVERY_ORDER: &str = "every_order_of_calls_keeps_the_promise";

/// The suite's output for a subject.
struct Verdict {
    summary: Summary,
    text: String,
    results: Vec<TestResult>,
}

/// Runs the suite.
fn judge<S: Subject>() -> Verdict {
    let mut text = String::new();
    let summary = conformance::run::<S>(&mut text).expect("a string takes everything");
    let results = parse(&text);
    assert_eq!(results.len(), CLAIMS);
    Verdict { summary, text, results }
}

/// Runs the suite on the backend that queues.
fn judge_queueing(fault: Fault, tells: Tells) -> Verdict {
    Machine::start(fault, tells);
    judge::<Queueing>()
}

impl Verdict {
    /// Asserts that exactly these lines fail.
    #[track_caller]
    fn fails(&self, names: &[&str]) {
        self.fails_where(|name| names.contains(&name), names.len());
    }

    /// Asserts that exactly these lines do not fail.
    #[track_caller]
    fn passes_only(&self, names: &[&str]) {
        self.fails_where(|name| !names.contains(&name), CLAIMS - names.len());
    }

    /// Asserts that exactly the lines fail for which `should_fail`, `number` of them, each below a
    /// line of diagnostics that names it.
    #[track_caller]
    fn fails_where(&self, should_fail: impl Fn(&str) -> bool, number: usize) {
        let Self { summary, text, results } = self;
        let wrong: Vec<_> = results
            .iter()
            .filter(|result| result.ok == should_fail(&result.name))
            .map(|result| &result.name)
            .collect();
        assert!(
            wrong.is_empty(),
            "these passed and should fail, or the reverse: {wrong:?}\n{text}"
        );
        let failed: Vec<_> = results.iter().filter(|result| !result.ok).collect();
        assert_eq!(failed.len(), number, "each named line exists\n{text}");
        for result in &failed {
            let [diagnostics] = &result.diagnostics[..] else {
                panic!("one line of diagnostics:\n{text}")
            };
            assert!(diagnostics.starts_with(&format!("{}: after ", result.name)), "{diagnostics}");
        }
        let skipped = self.skipped().len();
        assert_eq!((summary.failed, summary.skipped), (failed.len() as u32, skipped as u32));
        assert_eq!((summary.passed + summary.failed + summary.skipped) as usize, results.len());
        assert_eq!(summary.is_conformant(), number == 0);
    }

    /// Returns the names of the skipped lines.
    fn skipped(&self) -> Vec<&str> {
        self.results.iter().filter(|result| result.skipped).map(|result| &*result.name).collect()
    }

    /// Asserts that the diagnostics above the line of that name are these.
    #[track_caller]
    fn says(&self, name: &str, expected: &str) {
        let result =
            self.results.iter().find(|result| result.name == name).expect("a line of that name");
        let said = result
            .diagnostics
            .first()
            .unwrap_or_else(|| panic!("a line of diagnostics above {name}\n{}", self.text));
        assert_eq!(said.strip_prefix(name), Some(&*format!(": {expected}")));
    }
}

#[test]
fn a_backend_that_queues_passes() {
    let verdict = judge_queueing(Fault::Nothing, Tells::Which);
    verdict.fails(&[]);
    assert_eq!(verdict.skipped(), [""; 0]);
}

/// Such a handler flushes what the task has deferred, as it may be the task itself.
#[test]
fn a_backend_whose_handlers_are_announced_passes() {
    for tells in [Tells::Which, Tells::HowMany, Tells::Nothing] {
        judge_queueing(Fault::HandlerIsAnnounced, tells).fails(&[]);
    }
}

#[test]
fn a_backend_that_flushes_as_soon_as_its_queue_is_full_passes() {
    for tells in [Tells::Which, Tells::HowMany, Tells::Nothing] {
        judge_queueing(Fault::QueueFlushesWhenFull, tells).fails(&[]);
    }
}

#[test]
fn arm64_passes() {
    fn store_pte<P: Platform<Arch = Arm64>>(write: impl FnOnce()) {
        write();
        queue_pte_barriers::<P>();
    }
    deferring_by_bit!(Kernel: Arm64, store_pte);
    judge::<Kernel>().fails(&[]);
}

#[test]
fn deferring_by_bit_without_settling_is_seen_in_what_takes_effect() {
    deferring_by_bit!(Broken: SettlesNothing, store);
    judge::<Broken>().passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
        "a_store_in_a_section_is_deferred",
        "a_resumed_section_defers_again",
        WITHIN_CAPACITY, // skipped: a bit has no capacity
        EACH_SLOT,       // skipped: there is one slot
    ]);
}

#[test]
fn deferring_by_bit_before_the_store_is_seen_where_a_flush_comes_between() {
    fn asks_too_early<P: Platform>(write: impl FnOnce()) {
        let deferred = defer::<P>();
        write();
        if !deferred {
            emit_pte_barriers();
        }
    }
    deferring_by_bit!(Broken: Arm64, asks_too_early);
    judge::<Broken>().fails(&[IN_THE_MIDDLE]);
}

#[test]
fn the_bound_is_covered() {
    let Verdict { text, .. } = judge_queueing(Fault::Nothing, Tells::Which);
    for cases in [
        (EVERY_NUMBER, "10 numbers of stores"),
        (EVERY_STATE, "36 states"),
        (EVERY_ORDER, "14168 programs"),
    ] {
        assert!(text.contains(&format!("# {}: {}\n", cases.0, cases.1)), "{text}");
    }
}

#[test]
fn an_output_that_fails_is_an_error() {
    struct Full;
    impl std::fmt::Write for Full {
        fn write_str(&mut self, _: &str) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }
    Machine::start(Fault::Nothing, Tells::Which);
    assert!(conformance::run::<Queueing>(&mut Full).is_err());
}
