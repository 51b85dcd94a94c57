//! Faults of stores.

use super::*;

#[test]
fn a_store_that_ignores_the_pause_is_seen() {
    let verdict = judge_queueing(Fault::StoreIgnoresThePause, Tells::Which);
    verdict.fails(&[
        "a_pause_settles_and_is_eager",
        "calls_in_a_pause_are_inert",
        EVERY_STATE,
        EVERY_ORDER,
        "pause_256_sticks",
    ]);
    verdict.says(
        "a_pause_settles_and_is_eager",
        "after a store, where E=1 P=1 is right: the store has not taken effect",
    );
}

#[test]
fn a_store_that_ignores_the_handler_is_seen() {
    let verdict = judge_queueing(Fault::StoreIgnoresTheHandler, Tells::Which);
    verdict.fails(&[
        "a_handler_is_eager_and_loses_nothing",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
    ]);
    verdict.says(
        "a_handler_is_eager_and_loses_nothing",
        "after an interrupt, where E=1 P=0 is right: a store of the handler did not take effect at once",
    );
}

#[test]
fn a_store_that_never_waits_is_seen() {
    let verdict = judge_queueing(Fault::StoreNeverWaits, Tells::Which);
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
fn a_store_that_is_lost_outside_sections_is_seen() {
    let verdict = judge_queueing(Fault::StoreIsLostOutside, Tells::Which);
    verdict.fails(&[
        "a_store_outside_any_section_takes_effect_at_once",
        "a_pause_settles_and_is_eager",
        "a_suspended_section_settles_and_comes_back",
        "calls_in_a_pause_are_inert",
        "a_handler_is_eager_and_loses_nothing",
        "hooks_are_idempotent",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
        "pause_256_sticks",
    ]);
    verdict.says(
        "a_store_outside_any_section_takes_effect_at_once",
        "after a store, where E=0 P=0 is right: the store has not taken effect",
    );
}

#[test]
fn a_store_that_is_queued_before_it_is_made_is_seen() {
    let verdict = judge_queueing(Fault::StoreIsQueuedBeforeItIsMade, Tells::Which);
    verdict.fails(&[IN_THE_MIDDLE]);
    verdict.says(
        IN_THE_MIDDLE,
        "after a store with a flush in the middle, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is",
    );
}

#[test]
fn a_store_that_takes_effect_twice_outside_sections_is_seen() {
    let verdict = judge_queueing(Fault::StoreOutsideSettlesTwice, Tells::Which);
    verdict.fails(&[
        "a_store_outside_any_section_takes_effect_at_once",
        "a_pause_settles_and_is_eager",
        "a_suspended_section_settles_and_comes_back",
        "calls_in_a_pause_are_inert",
        "a_handler_is_eager_and_loses_nothing",
        "hooks_are_idempotent",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
        "section_256_flushes_and_does_not_count",
        "pause_256_sticks",
    ]);
    let says = "after an interrupt, where E=0 P=0 is right: a store of the handler settled more than itself";
    verdict.says("a_handler_is_eager_and_loses_nothing", says);
}
