// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Subject`]: the backend that the suite is run on.

use super::recorder::Recorder;
use crate::context::pinned;
use crate::{Arch, Platform, Slot};

/// What the suite asks of the backend that it is run on.
///
/// # Numbers
///
/// Each store has a number, below [`numbers`]. A number stands for a page of the backend's own, so
/// that stores of two numbers are two stores, neither of which makes the other superfluous. The
/// suite uses a number again when its last store has taken effect.
///
/// # What can be seen
///
/// A subject says what it can see, and the suite compares that. Each method with a provided answer
/// is something more to see; the provided answer is that it cannot be seen. A claim that is about
/// that alone is then skipped, and the line says so.
pub trait Subject: Sized + 'static {
    /// The platform under test. Its [`trace`](Platform::trace) and [`report`](Platform::report)
    /// forward to [`Subject::recorder`].
    type Platform: Platform;

    /// How many stores the backend has deferred at most: the length of its queue. The suite makes
    /// up to twice as many and one more before it flushes. `None`, the provided answer, where there
    /// is no such bound, as where the mode [defers by bit](Arch::DEFERS_BY_BIT): then the suite
    /// tries what it would try with 64.
    const CAPACITY: Option<u32> = None;

    /// Whether [`Platform::trace`] forwards to the recorder. `false` for a kernel whose `trace` is
    /// its own: then no event is compared.
    const TRACES: bool = true;

    /// Whether [`Platform::report`] forwards to the recorder. `false` for a kernel whose `report`
    /// is its own: then no report is compared, and the kernel's log tells of the sections and
    /// pauses beyond 255 that the suite makes.
    const REPORTS: bool = true;

    /// The recorder that the platform forwards to. Handlers and other tasks leave notes in it, so
    /// there is one in any case.
    fn recorder() -> &'static Recorder;

    /// Makes store `number` as the backend's own code does: deferred if the mode is active, else it
    /// takes effect before this returns. On arm64 that is `set_pte` on the entry of a page that is
    /// not mapped.
    fn store(number: u32);

    /// Runs `handler` in interrupt context, before it returns: by a real interrupt if there is one
    /// to raise, and once. The handler calls [`Subject::store`] and uses the mode.
    fn in_interrupt(handler: fn());

    /// Makes store `number` and runs `before` in the same task, directly before the entry is
    /// written: once, and before it returns. So does a fault of that write. On a host the backend's
    /// own code calls it; on a target a single-step exception or a watchpoint does. `false`, the
    /// provided answer, without either: there is no such way.
    fn store_with(number: u32, before: fn()) -> bool {
        let _ = (number, before);
        false
    }

    /// Runs `task` with another slot as the current one, before it returns: as another task, or on
    /// another CPU. `false`, the provided answer, without running it: there is no other slot.
    fn in_other_slot(task: fn()) -> bool {
        let _ = task;
        false
    }

    /// Makes the current slot as new. The provided one leaves the mode and retires the slot; if
    /// what the architecture keeps is more than [`Arch::leave`] settles, an own one sees to that,
    /// so that a claim that fails does not fail the next.
    fn fresh_slot() {
        slot::<Self, _>(|slot| {
            Backend::<Self>::leave(slot.local());
            slot.retire::<Self::Platform>();
        });
    }

    /// How many stores have taken effect since the backend started; wraps. Where the mode [defers
    /// by bit](Arch::DEFERS_BY_BIT), how many times barriers were issued: one time settles every
    /// store before it.
    ///
    /// `None`, the provided answer, where that cannot be seen. Where the mode defers by bit, and
    /// clears the bit by itself, nothing but this and [`Subject::has_settled`] shows that the hooks
    /// do anything.
    fn settlements() -> Option<u32> {
        None
    }

    /// Whether the last store of `number` has taken effect: `Some(false)` if not, or if it has been
    /// lost. With this the suite says *which* store was lost. On a target, an access to the page
    /// that may fault tells. `None`, the provided answer, where that cannot be seen.
    ///
    /// A store that is deferred may take effect at any time, so `Some(true)` is never held against
    /// a backend.
    fn has_settled(number: u32) -> Option<bool> {
        let _ = number;
        None
    }
}

/// The number of [numbers](Subject#numbers) that the suite uses on this subject.
pub const fn numbers<S: Subject>() -> u32 {
    task_numbers::<S>() + STORES_OF_A_HANDLER
}

/// The stores of the handler that the suite runs have the last numbers.
pub(super) const STORES_OF_A_HANDLER: u32 = 3;

/// Those of the task: more than the suite lets be deferred by stores that are not about their
/// number.
pub(super) const fn task_numbers<S: Subject>() -> u32 {
    most_at_once::<S>() + 16
}

/// The most stores that are made before a flush: twice the capacity, and one.
pub(super) const fn most_at_once<S: Subject>() -> u32 {
    2 * capacity::<S>() + 1
}

/// What is taken for the capacity.
pub(super) const fn capacity<S: Subject>() -> u32 {
    match S::CAPACITY {
        Some(capacity) => capacity,
        None => 64,
    }
}

/// The subject's architecture.
pub(super) type Backend<S> = <<S as Subject>::Platform as Platform>::Arch;

/// The current slot.
pub(super) fn slot<S: Subject, R>(f: impl FnOnce(&Slot<Backend<S>>) -> R) -> R {
    let _unpin = pinned::<S::Platform>();
    S::Platform::with_slot(f)
}
