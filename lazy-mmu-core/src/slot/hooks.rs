// SPDX-License-Identifier: MIT OR Apache-2.0
//! The effects of an operation: it runs the architecture's hooks, and traces and reports to the
//! platform.

use core::sync::atomic::{
    Ordering::{Relaxed, SeqCst},
    compiler_fence,
};

use scopeguard::guard;

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::{Counts, Violation, ViolationKind};
use crate::trace::{Call, Event, Hook};
use crate::unwind::finally;

impl<A: Arch> Slot<A> {
    /// Traces that `call` moved a counter to that of `word`, and runs `enter` if the mode became
    /// active.
    #[inline(always)]
    pub(super) fn enter_if<P: Platform<Arch = A>>(&self, call: Call, enters: bool, word: Word) {
        // The hook runs also if `trace` unwinds, because the counter has moved.
        finally!(P::trace(Event::new(call, enters.then_some(Hook::Enter), word.counts())), {
            // Outside the branch, so that the compiler removes the branch if `enter` is empty.
            compiler_fence(SeqCst);
            if enters {
                self.call_hook(Hook::Enter);
            }
        });
    }

    /// Begins a pause: moves P up to that of `word`, and settles.
    #[inline(always)]
    pub(super) fn pause_began<P: Platform<Arch = A>>(&self, word: Word) {
        let leaves = word.counts().pause == 1 && word.in_section();
        self.set(if leaves { word.after_settling() } else { word });
        if leaves {
            self.reach::<P>(Call::Pause, Hook::Leave, word.counts(), word.defers());
        } else if !A::DEFERS_BY_BIT && self.defers(word) {
            self.reach::<P>(Call::Pause, Hook::Flush, word.counts(), word.defers());
        } else {
            P::trace(Event::new(Call::Pause, None, word.counts()));
        }
    }

    /// Runs the hook for the end of a section outside pauses. E is that of `word`. The slot is
    /// marked as settled, and was `deferred` before.
    #[inline(always)]
    pub(super) fn section_ended<P: Platform<Arch = A>>(&self, word: Word, deferred: bool) {
        let hook = if word.in_section() { Hook::Flush } else { Hook::Leave };
        self.reach::<P>(Call::Disable, hook, word.counts(), deferred);
    }

    /// Clears the bit of `word`, which is the slot's, and has `call` reach `flush` or `leave`.
    #[inline(always)]
    pub(super) fn settle<P: Platform<Arch = A>>(&self, call: Call, hook: Hook, word: Word) {
        self.set(word.after_settling());
        self.reach::<P>(call, hook, word.counts(), word.defers());
    }

    /// Has `call` reach `flush` or `leave`. The slot is marked as
    /// [settled](Word::after_settling), and was `deferred` before.
    ///
    /// The bit is cleared before the hook runs: a handler that nobody announced may store after the
    /// hook's barriers, and has to defer anew.
    #[inline(always)]
    pub(super) fn reach<P: Platform<Arch = A>>(
        &self,
        call: Call,
        hook: Hook,
        counts: Counts,
        deferred: bool,
    ) {
        // As in `enter_if`.
        finally!(P::trace(Event::new(call, Some(hook), counts)), {
            if !A::DEFERS_BY_BIT || deferred {
                self.run_hook::<P>(hook);
            }
        });
    }

    /// Flushes for `call`, if something is deferred although the mode is not active here. The
    /// context looks like a handler on top of a task. It may be the task itself, if a handler's
    /// guard was leaked, or 255 handlers nested.
    #[inline(always)]
    pub(crate) fn settle_inactive<P: Platform<Arch = A>>(&self, call: Call) {
        let word = self.word();
        if self.defers(word) {
            self.settle_below::<P>(call, word);
        }
    }

    /// Returns whether something is deferred. A queue that is in use counts as empty.
    #[inline(always)]
    pub(super) fn defers(&self, word: Word) -> bool {
        if A::DEFERS_BY_BIT {
            word.defers()
        } else {
            !word.is_in_use() && !A::is_settled(self.local())
        }
    }

    /// Flushes a slot that its task or CPU gives up. A queue that is in use stays as it is, maybe
    /// half changed, which is reported: its user was killed.
    pub(super) fn leave_behind<P: Platform<Arch = A>>(&self, call: Call) {
        let mut word = self.word();
        if word.is_in_use() {
            return self.report::<P>(ViolationKind::NotSettled);
        }
        // Again, if a handler that nobody announced has stored after the barriers.
        while word.is_active() || self.defers(word) {
            self.settle::<P>(call, Hook::Leave, word);
            word = self.word();
            if !A::DEFERS_BY_BIT || !word.defers() {
                break;
            }
        }
    }

    /// Flushes for the task below a handler. The handler runs on the task's CPU, so its flush
    /// settles the task's stores.
    #[cold]
    #[inline(never)]
    fn settle_below<P: Platform<Arch = A>>(&self, call: Call, word: Word) {
        self.settle::<P>(call, Hook::Flush, word);
    }

    /// Runs `flush` or `leave`, after the counters have moved.
    #[inline(always)]
    fn run_hook<P: Platform<Arch = A>>(&self, hook: Hook) {
        compiler_fence(SeqCst);
        self.call_hook(hook);
        if !A::DEFERS_BY_BIT
            && cfg!(debug_assertions)
            && !self.word().is_in_use()
            && !A::is_settled(self.local())
        {
            self.report::<P>(ViolationKind::NotSettled);
        }
    }

    /// Calls a hook, unless the caller has interrupted another hook, or
    /// [`with_active`](crate::with_active): the queue may be half changed there. An architecture
    /// that defers by bit has no queue.
    #[inline(always)]
    fn call_hook(&self, hook: Hook) {
        // Two functions, because the mark of a queue hinders the optimizer even where it does
        // nothing.
        if A::DEFERS_BY_BIT {
            self.call_hook_by_name(hook);
        } else if let Some(_in_use) = self.use_local() {
            self.call_hook_by_name(hook);
        }
    }

    /// Calls a hook by its name. A call by address isn't inlined at any opt-level.
    #[inline(always)]
    fn call_hook_by_name(&self, hook: Hook) {
        match hook {
            Hook::Enter => A::enter(self.local()),
            Hook::Flush => A::flush(self.local()),
            Hook::Leave => A::leave(self.local()),
        }
    }

    /// Marks the architecture's queue as in use until the result drops. Returns `None` if it is in
    /// use already.
    #[inline(always)]
    pub(super) fn use_local(&self) -> Option<impl Drop> {
        let word = self.word();
        if word.is_in_use() {
            return None;
        }
        self.set(word.in_use(true));
        Some(guard((), |()| self.set(self.word().in_use(false))))
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn report<P: Platform<Arch = A>>(&self, kind: ViolationKind) {
        self.report_at::<P>(kind, self.counts());
    }

    pub(crate) fn report_at<P: Platform<Arch = A>>(&self, kind: ViolationKind, counts: Counts) {
        // In one step, if the target can, because a handler in between must not report it too.
        #[cfg(target_has_atomic = "16")]
        let reported = self.reported.fetch_or(kind.bit(), Relaxed);
        #[cfg(not(target_has_atomic = "16"))]
        let reported = {
            let reported = self.reported.load(Relaxed);
            self.reported.store(reported | kind.bit(), Relaxed);
            reported
        };
        if reported & kind.bit() == 0 {
            P::report(Violation { kind, counts });
        }
    }
}
