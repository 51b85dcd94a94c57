//! A backend with a fault fails the lines of that fault, and no others.

use super::*;

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
fn a_platform_that_forwards_events_twice_is_seen() {
    queueing!(Broken: EventsAreForwardedTwice);
    assert_passes_only::<Broken>(&["a_fresh_slot_owes_nothing", "a_store_outside_any_section_takes_effect_at_once"]);
}

#[test]
fn a_platform_that_forwards_violations_twice_is_seen() {
    queueing!(Broken: ViolationsAreForwardedTwice);
    assert_fails::<Broken>(&[EVERY_STATE, "section_256_flushes_and_does_not_count", "pause_256_sticks"]);
}
