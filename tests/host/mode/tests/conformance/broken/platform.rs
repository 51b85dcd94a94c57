//! Faults of platforms and kernels.

use super::*;

#[test]
fn a_platform_that_does_not_know_its_handlers_is_seen() {
    let verdict = judge_queueing(Fault::HandlerIsUnknown, Tells::Which);
    verdict.fails(&[
        "a_handler_is_eager_and_loses_nothing",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
    ]);
    verdict.says(
        "a_handler_is_eager_and_loses_nothing",
        "after an interrupt, where E=0 P=0 is right: the mode was active in the handler",
    );
}

#[test]
fn a_handler_that_flushes_for_the_task_is_seen() {
    let verdict = judge_queueing(Fault::HandlerFlushesTheTask, Tells::Which);
    verdict.fails(&[
        "a_handler_is_eager_and_loses_nothing",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
    ]);
    verdict.says(
        "a_handler_is_eager_and_loses_nothing",
        "after an interrupt, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is",
    );
}

#[test]
fn a_handler_that_clears_the_tasks_queue_is_seen() {
    let verdict = judge_queueing(Fault::HandlerForgetsTheTask, Tells::Which);
    verdict.fails(&[
        "a_handler_is_eager_and_loses_nothing",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
    ]);
    verdict.says(
        "a_handler_is_eager_and_loses_nothing",
        "after an interrupt, where E=1 P=0 is right: the store should be deferred, and the slot says that nothing is",
    );
}

#[test]
fn a_handler_that_does_not_run_is_seen() {
    let verdict = judge_queueing(Fault::HandlerDoesNotRun, Tells::Which);
    verdict.fails(&[
        "a_handler_is_eager_and_loses_nothing",
        EVERY_NUMBER,
        EVERY_STATE,
        EVERY_ORDER,
    ]);
    verdict.says(
        "a_handler_is_eager_and_loses_nothing",
        "after an interrupt, where E=0 P=0 is right: the handler did not run",
    );
}

#[test]
fn a_platform_with_two_slots_is_seen() {
    let verdict = judge_queueing(Fault::SlotsAlternate, Tells::Which);
    verdict.passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
    verdict.says(
        "the_six_calls_reach_their_hooks",
        "after enable, where E=1 P=0 is right: the slot has E=0 P=0",
    );
}

#[test]
fn a_slot_of_all_tasks_is_seen() {
    let verdict = judge_queueing(Fault::SlotOfAllTasks, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    verdict.says(
        EACH_SLOT,
        "after a section in another slot, where E=1 P=0 is right: the mode was active in the other slot before its section",
    );
}

#[test]
fn a_platform_that_forwards_no_events_is_seen() {
    let verdict = judge_queueing(Fault::EventsAreNotForwarded, Tells::Which);
    verdict.passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
    verdict.says(
        "the_six_calls_reach_their_hooks",
        "after enable, where E=1 P=0 is right: expected the event `enable -> enter E=1 P=0`, found 0 and last `none`",
    );
}

#[test]
fn a_platform_that_forwards_events_twice_is_seen() {
    let verdict = judge_queueing(Fault::EventsAreForwardedTwice, Tells::Which);
    verdict.passes_only(&[
        "a_fresh_slot_has_nothing_deferred",
        "a_store_outside_any_section_takes_effect_at_once",
    ]);
    verdict.says(
        "the_six_calls_reach_their_hooks",
        "after enable, where E=1 P=0 is right: expected the event `enable -> enter E=1 P=0`, found 2 and last `enable -> enter E=1 P=0`",
    );
}

#[test]
fn a_platform_that_forwards_violations_twice_is_seen() {
    let verdict = judge_queueing(Fault::ViolationsAreForwardedTwice, Tells::Which);
    verdict.fails(&[EVERY_STATE, "section_256_flushes_and_does_not_count", "pause_256_sticks"]);
    verdict.says(EVERY_STATE, "after disable, where E=255 P=0 is right: EnableOverflow should have been reported once, 2 reports came");
}

#[test]
fn another_task_that_does_not_run_is_seen() {
    let verdict = judge_queueing(Fault::OtherTaskDoesNotRun, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    let says = "after a section in another slot, where E=0 P=0 is right: `in_other_slot` said `true`, and the task did not run";
    verdict.says(EACH_SLOT, says);
}

#[test]
fn a_store_in_which_nothing_runs_is_seen() {
    let verdict = judge_queueing(Fault::NothingRunsInTheStore, Tells::Which);
    verdict.fails(&[IN_THE_MIDDLE]);
    let says = "after a store with a flush in the middle, where E=1 P=0 is right: `store_with` said `true`, and `before` did not run";
    verdict.says(IN_THE_MIDDLE, says);
}

#[test]
fn another_task_that_is_taken_for_a_handler_is_seen() {
    let verdict = judge_queueing(Fault::OtherTaskIsAHandler, Tells::Which);
    verdict.fails(&[EACH_SLOT]);
    let says = "after a section in another slot, where E=0 P=0 is right: the mode was not active in the section of the other slot";
    verdict.says(EACH_SLOT, says);
}
