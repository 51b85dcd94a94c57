//! What an operation sets off: the architecture's hooks, what the platform sees of it, and what is reported to it.

use core::sync::atomic::{
    Ordering::{Relaxed, SeqCst},
    compiler_fence,
};

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::{Counts, Violation, ViolationKind};
use crate::trace::{Call, Event, Hook};

impl<A: Arch> Slot<A> {
    /// A counter moved to that of `word`: `call` reaches `enter` if the mode became active by that.
    #[inline(always)]
    pub(super) fn enter_if<P: Platform<Arch = A>>(&self, call: Call, enters: bool, word: Word) {
        P::trace(Event::new(call, enters.then_some(Hook::Enter), word.counts()));
        // Outside the branch, which goes away if `enter` is empty.
        compiler_fence(SeqCst);
        if enters {
            A::enter(self.local());
        }
    }

    /// A pause began: P moves up to that of `word`.
    #[inline(always)]
    pub(super) fn pause_began<P: Platform<Arch = A>>(&self, word: Word) {
        self.set(word);
        if word.counts().pause == 1 && word.in_section() {
            self.settle::<P>(Call::Pause, Hook::Leave, word);
        } else {
            P::trace(Event::new(Call::Pause, None, word.counts()));
        }
    }

    /// A section ended, E is that of `word`, and no pause is on.
    #[inline(always)]
    pub(super) fn section_ended<P: Platform<Arch = A>>(&self, word: Word) {
        let hook = if word.in_section() { Hook::Flush } else { Hook::Leave };
        self.settle::<P>(Call::Disable, hook, word);
    }

    /// `call` reaches `flush` or `leave`.
    #[inline(always)]
    pub(super) fn settle<P: Platform<Arch = A>>(&self, call: Call, hook: Hook, word: Word) {
        P::trace(Event::new(call, Some(hook), word.counts()));
        if !A::DEFERS_BY_BIT || word.defers() {
            self.run_hook::<P>(hook);
        }
    }

    /// Runs `flush` or `leave`. The counters have moved; the bit of what is deferred is cleared when that is settled.
    #[inline(always)]
    fn run_hook<P: Platform<Arch = A>>(&self, hook: Hook) {
        compiler_fence(SeqCst);
        match hook {
            Hook::Leave => A::leave(self.local()),
            _ => A::flush(self.local()),
        }
        if A::DEFERS_BY_BIT {
            self.set(self.word().after_settling());
        } else if cfg!(debug_assertions) && !A::is_settled(self.local()) {
            self.report::<P>(ViolationKind::NotSettled);
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn report<P: Platform<Arch = A>>(&self, kind: ViolationKind) {
        self.report_at::<P>(kind, self.counts());
    }

    pub(crate) fn report_at<P: Platform<Arch = A>>(&self, kind: ViolationKind, counts: Counts) {
        let reported = self.reported.load(Relaxed);
        if reported & kind.bit() == 0 {
            self.reported.store(reported | kind.bit(), Relaxed);
            P::report(Violation { kind, counts });
        }
    }
}
