//! Faults of hooks.

use super::*;

#[test]
fn hooks_that_do_nothing_are_seen() {
    let verdict = judge_queueing(Fault::FlushAndLeaveDoNothing, Tells::Which);
    verdict.passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "the_six_calls_reach_their_hooks",
        "a_store_outside_any_section_takes_effect_at_once",
        "a_store_in_a_section_is_deferred",
        "a_resumed_section_defers_again",
        "a_handler_is_eager_and_loses_nothing",
        WITHIN_CAPACITY,
    ]);
    verdict.says(
        "leaving_settles",
        "after disable, where E=0 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_flush_that_does_nothing_is_seen() {
    let verdict = judge_queueing(Fault::FlushDoesNothing, Tells::Which);
    verdict.fails(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "entering_discards_nothing",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        IN_THE_MIDDLE,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        "the_end_of_a_nested_section_settles",
        "after disable, where E=1 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_leave_that_does_nothing_is_seen() {
    let verdict = judge_queueing(Fault::LeaveDoesNothing, Tells::Which);
    verdict.fails(&[
        "leaving_settles",
        "a_pause_settles_and_is_eager",
        "a_suspended_section_settles_and_comes_back",
        "hooks_are_idempotent",
        "entering_discards_nothing",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        IN_THE_MIDDLE,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
        "pause_256_sticks",
    ]);
    verdict.says(
        "leaving_settles",
        "after disable, where E=0 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_flush_that_clears_the_queue_without_invalidating_is_seen() {
    let verdict = judge_queueing(Fault::FlushForgets, Tells::Which);
    verdict.fails(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "entering_discards_nothing",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        IN_THE_MIDDLE,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        "the_end_of_a_nested_section_settles",
        "after disable, where E=1 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_flush_that_settles_the_last_store_again_is_seen() {
    let verdict = judge_queueing(Fault::FlushSettlesTheLastAgain, Tells::Which);
    verdict.fails(&[
        "hooks_are_idempotent",
        "what_is_deferred_is_flushed_once",
        IN_THE_MIDDLE,
        EVERY_STATE,
    ]);
    verdict.says(
        "hooks_are_idempotent",
        "after hooks called again, where E=1 P=0 is right: 1 should have taken effect, 2 did",
    );
}

#[test]
fn a_leave_that_settles_the_last_store_again_is_seen() {
    let verdict = judge_queueing(Fault::LeaveSettlesTheLastAgain, Tells::Which);
    verdict.fails(&[
        "calls_in_a_pause_are_inert",
        "a_handler_is_eager_and_loses_nothing",
        "hooks_are_idempotent",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        EACH_SLOT,
    ]);
    verdict.says(
        "calls_in_a_pause_are_inert",
        "after pause, where E=1 P=1 is right: 0 should have taken effect, 1 did",
    );
}

#[test]
fn a_flush_that_invalidates_twice_is_seen() {
    let verdict = judge_queueing(Fault::FlushSettlesTwice, Tells::Which);
    verdict.fails(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "entering_discards_nothing",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        IN_THE_MIDDLE,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        "the_end_of_a_nested_section_settles",
        "after disable, where E=1 P=0 is right: 1 should have taken effect, 2 did",
    );
}

#[test]
fn a_flush_that_settles_all_but_one_is_seen() {
    let verdict = judge_queueing(Fault::FlushSettlesAllButOne, Tells::Which);
    verdict.fails(&[
        "the_end_of_a_nested_section_settles",
        "a_flush_settles_and_stays",
        "calls_in_a_pause_are_inert",
        "hooks_are_idempotent",
        "entering_discards_nothing",
        "what_is_deferred_is_flushed_once",
        EVERY_NUMBER,
        IN_THE_MIDDLE,
        EACH_SLOT,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        "the_end_of_a_nested_section_settles",
        "after disable, where E=1 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_flush_that_settles_the_newest_alone_is_seen() {
    let verdict = judge_queueing(Fault::FlushSettlesTheNewestAlone, Tells::Which);
    verdict.fails(&[
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=1 P=0 is right: store 1 of 2 has not taken effect",
    );
}

#[test]
fn a_flush_that_loses_the_oldest_is_seen() {
    let verdict = judge_queueing(Fault::FlushLosesTheOldest, Tells::Which);
    verdict.fails(&[
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=1 P=0 is right: store 1 of 2 has not taken effect",
    );
}

#[test]
fn a_flush_that_loses_the_newest_is_seen() {
    let verdict = judge_queueing(Fault::FlushLosesTheNewest, Tells::Which);
    verdict.fails(&[
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
    ]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=1 P=0 is right: store 2 of 2 has not taken effect",
    );
}

#[test]
fn a_leave_that_defers_is_seen() {
    let verdict = judge_queueing(Fault::LeaveDefersTheNewest, Tells::Which);
    verdict.fails(&[EVERY_NUMBER, EACH_SLOT, EVERY_STATE, EVERY_ORDER]);
    verdict.says(
        EVERY_NUMBER,
        "after disable, where E=0 P=0 is right: store 2 of 2 has not taken effect",
    );
}

#[test]
fn an_enter_that_toggles_is_seen() {
    let verdict = judge_queueing(Fault::EnterToggles, Tells::Which);
    verdict.fails(&["hooks_are_idempotent", "entering_discards_nothing"]);
    verdict.says(
        "hooks_are_idempotent",
        "after a store, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is",
    );
}

#[test]
fn an_enter_that_counts_is_seen() {
    let verdict = judge_queueing(Fault::EnterCounts, Tells::Which);
    verdict.fails(&["hooks_are_idempotent"]);
    verdict.says(
        "hooks_are_idempotent",
        "after a store, where E=0 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn an_enter_that_clears_the_queue_is_seen() {
    let verdict = judge_queueing(Fault::EnterClears, Tells::Which);
    verdict.fails(&["entering_discards_nothing"]);
    verdict.says(
        "entering_discards_nothing",
        "after `enter` called again, where E=1 P=0 is right: the slot says that nothing is deferred, and the store has not taken effect",
    );
}

#[test]
fn a_flush_that_reaches_all_slots_is_seen() {
    let verdict = judge_queueing(Fault::FlushReachesAllSlots, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    let says = "after a section in another slot, where E=1 P=0 is right: the other slot's flush settled more than its store";
    verdict.says(EACH_SLOT, says);
}
