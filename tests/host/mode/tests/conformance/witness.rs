//! The suite's calls in each state, counted by the platform: if the suite left one out, no line
//! would fail.

use super::*;

/// A platform around another one. It counts the events that it forwards, and shows the suite
/// nothing of which stores take effect.
struct Witness;

/// How many sections began as the 255th.
static FULL: AtomicU32 = AtomicU32::new(0);
/// How many pauses of a full slot ended as the 255th.
static RESUMED: AtomicU32 = AtomicU32::new(0);

impl Platform for Witness {
    type Arch = Queueing;

    fn in_interrupt() -> bool {
        <Queueing as Platform>::in_interrupt()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Queueing>) -> R) -> R {
        Queueing::with_slot(f)
    }

    fn trace(event: Event) {
        match (event.call, event.counts) {
            (Call::Enable, Counts { enable: 255, pause: 0 }) => FULL.fetch_add(1, Relaxed),
            (Call::Resume, Counts { enable: 255, pause: 254 }) => RESUMED.fetch_add(1, Relaxed),
            _ => 0,
        };
        Queueing::trace(event);
    }

    fn report(violation: Violation) {
        Queueing::report(violation);
    }
}

impl Subject for Witness {
    type Platform = Self;

    fn recorder() -> &'static Recorder {
        Queueing::recorder()
    }

    fn store(number: u32) {
        Queueing::store(number);
    }

    fn in_interrupt(handler: fn()) {
        <Queueing as Subject>::in_interrupt(handler);
    }

    fn fresh_slot() {
        Queueing::fresh_slot();
    }
}

#[test]
fn each_state_is_entered_suspended_paused_and_left() {
    Machine::start(Fault::Nothing, Tells::Nothing);
    let Verdict { summary, text, .. } = judge::<Witness>();
    assert!(
        summary.is_conformant() && summary.skipped == 4,
        "lines about the number of effects are skipped, and none fails:\n{text}"
    );
    let [numbers_of_pauses, orders_of_leaving] = [6, 2];
    assert_eq!(
        FULL.load(Relaxed),
        // The slot is entered; reached from 254; suspended, which in a pause is no event; and
        // entered once more by the line that looks beyond 255.
        numbers_of_pauses * orders_of_leaving + orders_of_leaving + orders_of_leaving + 1
    );
    assert_eq!(
        RESUMED.load(Relaxed),
        // A pause begins where 254 are open; and the slot is left with 255, pauses first.
        orders_of_leaving + 1
    );
}
