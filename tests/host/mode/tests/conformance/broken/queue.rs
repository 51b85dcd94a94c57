//! Faults of queues, which hold eight: the ninth store matters.

use super::*;

#[test]
fn a_full_queue_that_loses_the_ninth_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueLosesTheNext, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: store 9 of 9 has not taken effect",
    );
}

#[test]
fn a_full_queue_that_loses_the_first_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueLosesTheOldest, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: store 1 of 9 has not taken effect",
    );
}

#[test]
fn a_full_queue_that_forgets_all_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueForgetsAll, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(EVERY_NUMBER, "after disable, where E=0 P=0 is right: 8 of 9 stores, the first of them store 1, have not taken effect");
}

#[test]
fn a_full_queue_that_settles_and_loses_the_ninth_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueSettlesAndLosesTheNext, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(
        EVERY_NUMBER,
        "after a store, where E=1 P=0 is right: the slot says that nothing is deferred, and store 9 of 9 has not taken effect",
    );
}

#[test]
fn a_full_queue_that_looks_empty_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueLooksEmpty, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(EVERY_NUMBER, "after a store, where E=1 P=0 is right: the slot says that nothing is deferred, and 8 of 8 stores, the first of them store 1, have not taken effect");
}

#[test]
fn a_queue_that_holds_one_is_seen() {
    let verdict = judge_queueing(Fault::QueueHoldsOne, Tells::Which);
    verdict.fails(&[
        EVERY_NUMBER,
        WITHIN_CAPACITY,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: store 1 of 2 has not taken effect",
    );
}

#[test]
fn a_queue_that_grows_beyond_its_capacity_is_seen() {
    let verdict = judge_queueing(Fault::QueueGrows, Tells::Which);
    verdict.fails(&[WITHIN_CAPACITY]);
    verdict
        .says(WITHIN_CAPACITY, "after a store, where E=1 P=0 is right: the subject defers 8 stores at most, and 9 have not taken effect");
}

#[test]
fn a_queue_that_takes_its_pages_for_a_range_is_seen() {
    let verdict = judge_queueing(Fault::QueueIsARange, Tells::Which);
    verdict.fails(&[
        EVERY_NUMBER,
        WITHIN_CAPACITY,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: store 2 of 2 has not taken effect",
    );
}

#[test]
fn a_queue_that_drops_a_page_which_is_stored_again_is_seen() {
    let verdict = judge_queueing(Fault::QueueToggles, Tells::Which);
    verdict.fails(&[EVERY_NUMBER]);
    verdict.says(
        EVERY_NUMBER,
        "after a store that is made again, where E=1 P=0 is right: the slot says that nothing is deferred, and the store has not taken effect",
    );
}

#[test]
fn a_queue_that_forgets_beside_another_one_is_seen() {
    let verdict = judge_queueing(Fault::QueueForgetsBesideAnother, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    verdict.says(EACH_SLOT, "after a section in another slot, where E=1 P=0 is right: the other slot's flush did not settle its store");
}

#[test]
fn a_queue_of_all_slots_is_seen() {
    let verdict = judge_queueing(Fault::QueueIsShared, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    verdict.says(
        EACH_SLOT,
        "after a section in another slot, where E=1 P=0 is right: the other slot was not as new",
    );
}

#[test]
fn a_backend_that_always_says_settled_is_seen() {
    let verdict = judge_queueing(Fault::SaysSettled, Tells::Which);
    verdict.passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
    verdict.says(
        "a_store_in_a_section_is_deferred",
        "after a store, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is",
    );
}

#[test]
fn a_backend_that_always_says_deferred_is_seen() {
    let verdict = judge_queueing(Fault::SaysDeferred, Tells::Which);
    verdict.passes_only(&[]);
    verdict.says(
        "a_fresh_slot_has_nothing_deferred",
        "after a fresh slot, where E=0 P=0 is right: nothing should be deferred, and the slot says that something is",
    );
}

#[test]
fn a_full_queue_that_says_settled_is_seen() {
    let verdict = judge_queueing(Fault::SaysSettledWhenFull, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(EVERY_NUMBER, "after a store, where E=1 P=0 is right: the slot says that nothing is deferred, and 8 of 8 stores, the first of them store 1, have not taken effect");
}

#[test]
fn a_full_queue_that_never_defers_again_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueNeverDefersAgain, Tells::Nothing);
    verdict.fails(&[EVERY_NUMBER]);
    let says = "after a store, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is";
    verdict.says(EVERY_NUMBER, says);
}

#[test]
fn a_full_queue_that_settles_twice_is_seen() {
    let verdict = judge_queueing(Fault::FullQueueSettlesTwice, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, WITHIN_CAPACITY]);
    verdict.says(
        EVERY_NUMBER,
        "after a store, where E=1 P=0 is right: 9 should have taken effect, 16 did",
    );
}
