// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Subject`]: the backend that the suite tests.

use super::recorder::Recorder;
use crate::context::pinned;
use crate::{Arch, Platform, Slot};

/// A backend that the suite tests: how to store, to interrupt, and to see the effects.
///
/// # Numbers
///
/// Each store has a number, below [`numbers`]. A number stands for a page of the backend's own.
/// Stores of two numbers are two stores, and neither makes the other superfluous. The suite uses a
/// number again after its last store has taken effect.
///
/// # Visibility
///
/// The suite compares everything that a subject can see. Each method with a provided answer lets
/// it see more, and the provided answer means "this can't be seen". A claim that needs it is then
/// skipped, and its line says so.
pub trait Subject: Sized + 'static {
    /// The platform under test. Its [`trace`](Platform::trace) and [`report`](Platform::report)
    /// forward to [`Subject::recorder`].
    type Platform: Platform;

    /// The most stores that the backend defers: the length of its queue.
    ///
    /// The suite makes up to twice as many and one more before it flushes. `None`, the provided
    /// answer, means that there is no such bound, as for a backend that
    /// [defers by bit](Arch::DEFERS_BY_BIT). The suite then does the same as for 64.
    const CAPACITY: Option<u32> = None;

    /// Whether [`Platform::trace`] forwards to the recorder.
    ///
    /// `false` is for a kernel whose `trace` is its own. The suite then compares no events.
    const TRACES: bool = true;

    /// Whether [`Platform::report`] forwards to the recorder.
    ///
    /// `false` is for a kernel whose `report` is its own. The suite then compares no reports, and
    /// the kernel's log tells of the sections and pauses beyond 255 that the suite makes.
    const REPORTS: bool = true;

    /// Returns the recorder that the platform forwards to.
    ///
    /// Handlers and other tasks leave notes in it, so a subject always has one.
    fn recorder() -> &'static Recorder;

    /// Makes store `number` as the backend's own code does.
    ///
    /// The store is deferred if the mode is active. Otherwise it takes effect before this returns.
    /// On arm64 this is `set_pte` on the entry of a page that isn't mapped.
    fn store(number: u32);

    /// Runs `handler` in a handler, once, before it returns. If the target can raise an interrupt,
    /// a real one runs it.
    ///
    /// The handler calls [`Subject::store`] and uses the mode.
    fn in_interrupt(handler: fn());

    /// Makes store `number`, and runs `before` in the same task directly before the entry is
    /// written. `before` runs once, before this returns, as the handler of a fault of that write
    /// would.
    ///
    /// On a host the backend's own code calls `before`. On a target a single-step exception or a
    /// watchpoint does. The provided one does neither, and returns `false`: there is no such way.
    fn store_with(number: u32, before: fn()) -> bool {
        let _ = (number, before);
        false
    }

    /// Runs `task` with another slot as the current one, before it returns: as another task, or on
    /// another CPU.
    ///
    /// The provided one doesn't run it, and returns `false`: there is no other slot.
    fn in_other_slot(task: fn()) -> bool {
        let _ = task;
        false
    }

    /// Makes the current slot new again.
    ///
    /// The provided one leaves the mode and retires the slot. A subject whose architecture keeps
    /// more than [`Arch::leave`] settles clears that too, so that a claim that fails doesn't fail
    /// the next one.
    fn fresh_slot() {
        slot::<Self, _>(|slot| {
            Backend::<Self>::leave(slot.local());
            slot.retire::<Self::Platform>();
        });
    }

    /// Returns the number of stores that have taken effect since the backend started, or `None`,
    /// the provided answer, if that can't be seen. The number wraps.
    ///
    /// A backend that [defers by bit](Arch::DEFERS_BY_BIT) returns how many times barriers were
    /// issued, because one time settles every store before it. For such a backend the mode clears
    /// the bit by itself, so only this and [`Subject::has_settled`] show that the hooks do
    /// anything.
    fn settlements() -> Option<u32> {
        None
    }

    /// Returns whether the last store of `number` has taken effect, or `None`, the provided answer,
    /// if that can't be seen.
    ///
    /// `Some(false)` means that the store has not taken effect yet, or has been lost. With this the
    /// suite names the store that was lost. On a target, an access to the page that may fault gives
    /// the answer. A deferred store may take effect at any time, so `Some(true)` never counts
    /// against a backend.
    fn has_settled(number: u32) -> Option<bool> {
        let _ = number;
        None
    }
}

/// Returns how many [numbers](Subject#numbers) the suite uses on this subject.
pub const fn numbers<S: Subject>() -> u32 {
    task_numbers::<S>() + STORES_OF_A_HANDLER
}

/// The number of stores in the suite's handler. They have the last numbers.
pub(super) const STORES_OF_A_HANDLER: u32 = 3;

/// The numbers of the task: more than are ever deferred in claims that don't count stores.
pub(super) const fn task_numbers<S: Subject>() -> u32 {
    most_at_once::<S>() + 16
}

/// The most stores that are made before a flush: twice the capacity, and one.
pub(super) const fn most_at_once<S: Subject>() -> u32 {
    2 * capacity::<S>() + 1
}

/// The capacity, or its substitute.
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
