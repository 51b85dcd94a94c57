//! The conformance suite: arm64 passes it, a backend with a fault fails the lines of that fault, and what is printed is KTAP.

#[macro_use]
#[path = "conformance/backends.rs"]
mod backends;
#[path = "conformance/ktap.rs"]
mod ktap;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::conformance::{self, Recorder, Subject, Summary};
use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, is_active};

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
fn hooks_that_do_nothing_is_seen() {
    queueing!(Broken: FlushAndLeaveDoNothing);
    assert_passes_only::<Broken>(&[
        "a_fresh_slot_owes_nothing",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
        "a_store_in_a_section_is_owed",
        "a_resumed_section_owes_again",
        "a_handler_is_eager_and_leaves_the_debt",
    ]);
}

#[test]
fn a_flush_that_does_nothing_is_seen() {
    queueing!(Broken: FlushDoesNothing);
    assert_fails::<Broken>(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "each_debt_is_paid_once",
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
}

#[test]
fn a_leave_that_does_nothing_is_seen() {
    queueing!(Broken: LeaveDoesNothing);
    assert_fails::<Broken>(&[
        "leaving_settles",
        "a_pause_settles_and_is_eager",
        "a_suspended_section_settles_and_comes_back",
        "hooks_are_idempotent",
        "each_debt_is_paid_once",
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
        "pause_256_sticks",
    ]);
}

#[test]
fn a_flush_that_forgets_what_it_owes_is_seen() {
    queueing!(Broken: FlushForgets);
    assert_fails::<Broken>(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "each_debt_is_paid_once",
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
}

#[test]
fn a_flush_that_pays_twice_is_seen() {
    queueing!(Broken: FlushPaysTheLastAgain);
    assert_fails::<Broken>(&["hooks_are_idempotent", "each_debt_is_paid_once", EVERY_STATE]);
}

#[test]
fn a_leave_that_pays_twice_is_seen() {
    queueing!(Broken: LeavePaysTheLastAgain);
    assert_fails::<Broken>(&[
        "calls_in_a_pause_are_inert",
        "a_handler_is_eager_and_leaves_the_debt",
        "hooks_are_idempotent",
        "each_debt_is_paid_once",
    ]);
}

#[test]
fn an_enter_that_toggles_is_seen() {
    queueing!(Broken: EnterToggles);
    assert_fails::<Broken>(&["hooks_are_idempotent"]);
}

#[test]
fn an_enter_that_counts_is_seen() {
    queueing!(Broken: EnterCounts);
    assert_fails::<Broken>(&["hooks_are_idempotent"]);
}

#[test]
fn a_store_that_ignores_the_pause_is_seen() {
    queueing!(Broken: StoreIgnoresThePause);
    assert_fails::<Broken>(&["a_pause_settles_and_is_eager", "calls_in_a_pause_are_inert", EVERY_STATE, EVERY_ORDER, "pause_256_sticks"]);
}

#[test]
fn a_store_that_ignores_the_handler_is_seen() {
    queueing!(Broken: StoreIgnoresTheHandler);
    assert_fails::<Broken>(&["a_handler_is_eager_and_leaves_the_debt", EVERY_STATE, EVERY_ORDER]);
}

#[test]
fn a_store_that_never_waits_is_seen() {
    queueing!(Broken: StoreNeverWaits);
    assert_passes_only::<Broken>(&[
        "a_fresh_slot_owes_nothing",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
}

#[test]
fn a_store_that_is_lost_outside_sections_is_seen() {
    queueing!(Broken: StoreIsLostOutside);
    assert_fails::<Broken>(&[
        "a_store_outside_any_section_takes_effect_at_once",
        "a_pause_settles_and_is_eager",
        "a_suspended_section_settles_and_comes_back",
        "calls_in_a_pause_are_inert",
        "a_handler_is_eager_and_leaves_the_debt",
        "hooks_are_idempotent",
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
        "pause_256_sticks",
    ]);
}

#[test]
fn a_backend_that_always_says_settled_is_seen() {
    queueing!(Broken: SaysSettled);
    assert_passes_only::<Broken>(&[
        "a_fresh_slot_owes_nothing",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
}

#[test]
fn a_backend_that_always_says_owed_is_seen() {
    queueing!(Broken: SaysOwed);
    assert_passes_only::<Broken>(&[]);
}

#[test]
fn a_platform_that_does_not_know_its_handlers_is_seen() {
    queueing!(Broken: HandlerIsUnknown);
    assert_fails::<Broken>(&["a_handler_is_eager_and_leaves_the_debt", EVERY_STATE, EVERY_ORDER]);
}

#[test]
fn a_handler_that_pays_for_the_task_is_seen() {
    queueing!(Broken: HandlerPaysTheTask);
    assert_fails::<Broken>(&["a_handler_is_eager_and_leaves_the_debt", EVERY_STATE, EVERY_ORDER]);
}

#[test]
fn a_handler_that_does_not_run_is_seen() {
    queueing!(Broken: HandlerDoesNotRun);
    assert_fails::<Broken>(&["a_handler_is_eager_and_leaves_the_debt", EVERY_STATE, EVERY_ORDER]);
}

#[test]
fn a_platform_with_two_slots_is_seen() {
    queueing!(Broken: SlotsAlternate);
    assert_passes_only::<Broken>(&["a_fresh_slot_owes_nothing", "a_store_outside_any_section_takes_effect_at_once"]);
}

#[test]
fn a_platform_that_forwards_no_events_is_seen() {
    queueing!(Broken: EventsAreNotForwarded);
    assert_passes_only::<Broken>(&["a_fresh_slot_owes_nothing", "a_store_outside_any_section_takes_effect_at_once"]);
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
        "a_handler_is_eager_and_leaves_the_debt",
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
fn diagnostics_say_what_was_done_and_what_was_seen() {
    queueing!(Broken: StoreIgnoresTheHandler);
    let (_, text) = run::<Broken>();
    let results = parse(&text);
    let diagnostics = |name| &results.iter().find(|result| result.name == name).expect("a result").diagnostics[0];
    assert_eq!(
        diagnostics("a_handler_is_eager_and_leaves_the_debt"),
        "a_handler_is_eager_and_leaves_the_debt: after an interrupt, where E=1 P=0 is right: nothing should be owed, and something is"
    );
    assert_eq!(
        diagnostics(EVERY_ORDER),
        "every_order_of_calls_keeps_the_promise: after an interrupt, where E=4 P=0 is right: 3 should have taken effect, 0 did; \
         calls: enable, enable, enable, enable, flush, interrupt"
    );
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
