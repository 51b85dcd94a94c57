//! The diagnostics of a line that fails say what was tried, as far as the subject can show it.

use super::*;

#[test]
fn a_program_is_named_by_its_calls() {
    let verdict = judge_queueing(Fault::StoreIgnoresTheHandler, Tells::Which);
    verdict.says(
        EVERY_ORDER,
        "after an interrupt, where E=4 P=0 is right: a store of the handler did not take effect at once; \
         calls: enable, enable, enable, enable, flush, interrupt",
    );
}

#[test]
fn a_violation_is_reported_twice() {
    let verdict = judge_queueing(Fault::ViolationsAreForwardedTwice, Tells::Which);
    let expected = "after resume, where E=1 P=255 is right: PauseOverflow should have been reported once, 2 reports came";
    verdict.says("pause_256_sticks", expected);
}

#[test]
fn a_store_that_is_lost_is_counted_where_stores_are_not_told_apart() {
    let verdict = judge_queueing(Fault::FullQueueLosesTheNext, Tells::HowMany);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: 9 should have taken effect, 8 did",
    );
}

#[test]
fn a_slot_that_lies_is_seen_by_the_count_alone() {
    let verdict = judge_queueing(Fault::SaysSettledWhenFull, Tells::HowMany);
    let expected = "after a store, where E=1 P=0 is right: the slot says that nothing is deferred, and 8 of 8 stores have not taken effect";
    verdict.says(EVERY_NUMBER, expected);
}

#[test]
fn a_claim_about_something_that_cannot_be_seen_is_skipped() {
    let verdict = judge_queueing(Fault::Nothing, Tells::Nothing);
    verdict.fails(&[]);
    assert_eq!(verdict.skipped(), ["what_is_deferred_is_flushed_once", WITHIN_CAPACITY]);
}

/// The suite's documentation states this limit.
#[test]
fn a_store_that_is_lost_is_not_seen_where_nothing_shows_what_takes_effect() {
    judge_queueing(Fault::FullQueueLosesTheNext, Tells::Nothing).fails(&[]);
}
