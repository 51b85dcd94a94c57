//! [`Subject`]: the backend that the suite is run on.

use super::recorder::Recorder;
use crate::context::pinned;
use crate::{Arch, Platform, Slot};

/// What the suite asks of the backend that it is run on.
pub trait Subject: Sized + 'static {
    /// The platform under test. Its [`trace`](Platform::trace) and [`report`](Platform::report) forward to [`Subject::recorder`].
    type Platform: Platform;

    /// The recorder that the platform forwards to.
    fn recorder() -> &'static Recorder;

    /// Stores as the backend's own code does: owes something if the mode is active, else has it take effect before it returns. On arm64
    /// this is `queue_pte_barriers`; where there is a queue, one entry that no other makes superfluous.
    fn owe();

    /// Runs `handler` in interrupt context, before it returns: by a real interrupt if there is one to raise, and once. The handler calls
    /// [`Subject::owe`] and uses the mode.
    fn in_interrupt(handler: fn());

    /// Makes the current slot as new. The provided one leaves the mode and retires the slot; if what the architecture keeps is more than
    /// [`Arch::leave`] settles, an own one sees to that, so that a claim that fails does not fail the next.
    fn fresh_slot() {
        slot::<Self, _>(|slot| {
            Backend::<Self>::leave(slot.local());
            slot.retire::<Self::Platform>();
        });
    }

    /// How many debts the backend has paid, and stores it has had take effect at once, since it started; wraps. `None`, the provided
    /// answer, where that cannot be seen: then "settled" is what [`Slot::is_settled`](crate::Slot::is_settled) says.
    ///
    /// Of an architecture that [defers by bit](Arch::DEFERS_BY_BIT), whose bit the mode clears by itself, nothing else shows that its hooks pay.
    fn payments() -> Option<u32> {
        None
    }
}

/// The subject's architecture.
pub(super) type Backend<S> = <<S as Subject>::Platform as Platform>::Arch;

/// The current slot.
pub(super) fn slot<S: Subject, R>(f: impl FnOnce(&Slot<Backend<S>>) -> R) -> R {
    let _unpin = pinned::<S::Platform>();
    S::Platform::with_slot(f)
}
