//! What is said of a line that fails: what was done, what should have been seen, and what was.

use super::*;

/// What stands above the result of that name.
fn diagnostics<S: Subject>(name: &str) -> String {
    let (_, text) = run::<S>();
    let result = parse(&text).into_iter().find(|result| result.name == name).expect("a result");
    let said = result.diagnostics.first().expect("a line of diagnostics");
    said.strip_prefix(&format!("{name}: ")).expect("the name").to_owned()
}

#[test]
fn a_store_is_owed_that_should_not_be() {
    queueing!(Broken: StoreIgnoresTheHandler);
    assert_eq!(
        diagnostics::<Broken>("a_handler_is_eager_and_leaves_the_debt"),
        "after an interrupt, where E=1 P=0 is right: nothing should be owed, and something is"
    );
}

#[test]
fn a_program_is_named_by_its_calls() {
    queueing!(Broken: StoreIgnoresTheHandler);
    assert_eq!(
        diagnostics::<Broken>(EVERY_ORDER),
        "after an interrupt, where E=4 P=0 is right: 3 should have taken effect, 0 did; \
         calls: enable, enable, enable, enable, flush, interrupt"
    );
}

#[test]
fn an_event_is_missing() {
    queueing!(Broken: EventsAreNotForwarded);
    assert_eq!(
        diagnostics::<Broken>("leaving_settles"),
        "after enable, where E=1 P=0 is right: expected the event `enable -> enter E=1 P=0`, found 0 and last `none`"
    );
}

#[test]
fn an_event_is_seen_twice() {
    queueing!(Broken: EventsAreForwardedTwice);
    assert_eq!(
        diagnostics::<Broken>("leaving_settles"),
        "after enable, where E=1 P=0 is right: expected the event `enable -> enter E=1 P=0`, found 2 and last `enable -> enter E=1 P=0`"
    );
}

#[test]
fn a_handler_does_not_run() {
    queueing!(Broken: HandlerDoesNotRun);
    assert_eq!(
        diagnostics::<Broken>("a_handler_is_eager_and_leaves_the_debt"),
        "after an interrupt, where E=0 P=0 is right: the handler did not run"
    );
}

#[test]
fn the_mode_is_active_in_a_handler() {
    queueing!(Broken: HandlerIsUnknown);
    // In the section that the handler begins.
    assert_eq!(
        diagnostics::<Broken>("a_handler_is_eager_and_leaves_the_debt"),
        "after an interrupt, where E=0 P=0 is right: the mode was active in the handler"
    );
    // Before it, too.
    assert_eq!(
        diagnostics::<Broken>(EVERY_ORDER),
        "after an interrupt, where E=4 P=0 is right: the mode was active in the handler; \
         calls: enable, enable, enable, enable, flush, interrupt"
    );
}

#[test]
fn a_violation_is_reported_twice() {
    queueing!(Broken: ViolationsAreForwardedTwice);
    assert_eq!(
        diagnostics::<Broken>("pause_256_sticks"),
        "after resume, where E=1 P=255 is right: PauseOverflow should have been reported once, 2 reports came"
    );
}
