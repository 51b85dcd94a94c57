//! What the suite does in each state, seen by the platform: a call that is left out would fail no
//! line.

use super::*;

/// A platform around another one, as what it sees of the suite is all that is asked here: it counts
/// what it forwards, and leaves what takes effect to the suite.
struct Witness;

/// Sections that began as the 255th.
static FULL: AtomicU32 = AtomicU32::new(0);
/// Pauses of a full slot that ended as the 255th.
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
        "what takes effect is not counted, and nothing else is wrong:\n{text}"
    );
    let [numbers_of_pauses, orders_of_leaving] = [6, 2];
    assert_eq!(
        FULL.load(Relaxed),
        // Entered; reached from 254; suspended, which in a pause is no event; and once more by the
        // line that looks beyond 255.
        numbers_of_pauses * orders_of_leaving + orders_of_leaving + orders_of_leaving + 1
    );
    assert_eq!(
        RESUMED.load(Relaxed),
        // Paused where 254 are; and left where 255 are, pauses first.
        orders_of_leaving + 1
    );
}
