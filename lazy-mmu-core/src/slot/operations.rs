// SPDX-License-Identifier: MIT OR Apache-2.0
//! The operations: each call moves the state, and reaches its hooks.
//!
//! Guards and raw calls come here through [`context`](crate::context), which has pinned the
//! platform and asked it whether a handler runs.

use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

use super::Slot;
use super::word::{Token, Word};
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::{Counts, ViolationKind};
use crate::trace::{Call, Event, Hook};
use crate::unwind::cold_path;

impl<A: Arch> Slot<A> {
    /// Begins a section.
    #[inline(always)]
    pub(crate) fn enable<P: Platform<Arch = A>>(&self) -> Token {
        // The end of the section reports, not this: a call here would cost every function with a
        // section a stack frame.
        match self.word().after_enable() {
            Ok(next) => {
                self.set(next);
                self.enter_if::<P>(Call::Enable, next.counts().enable == 1, next);
                Token::COUNTED
            }
            Err(token) => token,
        }
    }

    /// Begins a level again that was suspended, as [`Slot::enable`] does. In a pause it counts,
    /// without a hook.
    pub(crate) fn restart<P: Platform<Arch = A>>(&self) -> Token {
        match self.word().after_restart() {
            Ok(next) => {
                self.set(next);
                self.enter_if::<P>(
                    Call::Enable,
                    next.is_active() && next.counts().enable == 1,
                    next,
                );
                Token::COUNTED
            }
            Err(token) => token,
        }
    }

    /// Ends a section that counted. The ordinary end is inline, whether something is deferred or
    /// not.
    #[inline(always)]
    pub(crate) fn disable<P: Platform<Arch = A>>(&self) {
        self.disable_from::<P>(self.word());
    }

    #[inline(always)]
    fn disable_from<P: Platform<Arch = A>>(&self, word: Word) {
        // The bit is tested first. It is clear in a pause, so the rest is one mask. One store
        // lowers the counter and clears the bit, before the barriers.
        let deferred = A::DEFERS_BY_BIT && word.defers_here();
        let next = if deferred {
            cold_path(); // so that there is no jump if nothing is deferred
            word.after_settling_disable()
        } else {
            word.after_plain_disable()
        };
        match next {
            Some(next) => {
                self.set(next);
                self.section_ended::<P>(next, deferred);
            }
            None => self.disable_slowly::<P>(),
        }
    }

    /// Ends a section in a pause, in a handler, or while the architecture's queue is in use; or one
    /// that never began.
    #[cold]
    #[inline(never)]
    fn disable_slowly<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        let Some(next) = word.after_disable() else {
            self.settle::<P>(Call::Disable, Hook::Flush, word);
            return self.report::<P>(ViolationKind::UnpairedDisable);
        };
        self.set(next.after_settling());
        if (A::DEFERS_BY_BIT && next.defers()) || !next.is_paused() {
            self.section_ended::<P>(next, next.defers());
        } else {
            P::trace(Event::new(Call::Disable, None, next.counts()));
        }
        if next.in_interrupt() {
            self.report::<P>(ViolationKind::InterruptChanged);
        }
    }

    /// Ends a deferring section that counted. Inside another section, only the counter moves.
    #[inline(always)]
    pub(crate) fn disable_deferring<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        match word.after_inner_disable() {
            Some(next) => {
                self.set(next);
                P::trace(Event::new(Call::Disable, None, next.counts()));
            }
            None => self.disable_from::<P>(word),
        }
    }

    /// Ends a deferring section that did not count. The section around it flushes its stores, as
    /// it would have all along.
    pub(crate) fn disable_deferring_uncounted<P: Platform<Arch = A>>(
        &self,
        token: Token,
        in_interrupt: bool,
    ) {
        if token.is_full() {
            self.report_at::<P>(
                ViolationKind::EnableOverflow,
                Counts { enable: u8::MAX, pause: 0 },
            );
        }
        self.report_changed_context::<P>(token, in_interrupt);
    }

    /// Ends a section that did not count. It flushes, because its stores are deferred if the mode
    /// was active.
    pub(crate) fn disable_uncounted<P: Platform<Arch = A>>(
        &self,
        token: Token,
        in_interrupt: bool,
    ) {
        if !in_interrupt {
            self.flush_by::<P>(Call::Disable);
        }
        self.disable_deferring_uncounted::<P>(token, in_interrupt);
    }

    /// Begins a pause.
    #[inline(always)]
    pub(crate) fn pause<P: Platform<Arch = A>>(&self) -> Token {
        let word = self.word();
        if let Some(next) = word.after_plain_pause() {
            self.pause_began::<P>(next);
            return Token::COUNTED;
        }
        match word.after_pause() {
            Ok(next) => {
                self.pause_began::<P>(next);
                Token::COUNTED
            }
            Err(token) => {
                if token.is_full() {
                    self.set(word.stuck());
                } else {
                    self.settle_inactive::<P>(Call::Pause);
                }
                token
            }
        }
    }

    /// Ends a pause that counted. The ordinary end is inline.
    #[inline(always)]
    pub(crate) fn resume<P: Platform<Arch = A>>(&self) {
        match self.word().after_plain_resume() {
            Some(next) => {
                self.set(next);
                self.enter_if::<P>(Call::Resume, next.is_active(), next);
            }
            None => self.resume_slowly::<P>(),
        }
    }

    /// Ends a pause that is stuck, ends in a handler, or never began.
    #[cold]
    #[inline(never)]
    fn resume_slowly<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        let Some(next) = word.after_resume() else {
            self.settle::<P>(Call::Resume, Hook::Flush, word);
            return self.report::<P>(ViolationKind::UnpairedResume);
        };
        if next != word {
            self.set(next);
            self.enter_if::<P>(Call::Resume, next.is_active(), next);
        }
        if next.in_interrupt() {
            self.report::<P>(ViolationKind::InterruptChanged);
        }
    }

    /// Ends a pause that did not count.
    pub(crate) fn resume_uncounted<P: Platform<Arch = A>>(&self, token: Token, in_interrupt: bool) {
        if token.is_full() {
            self.report_at::<P>(
                ViolationKind::PauseOverflow,
                Counts { pause: u8::MAX, ..self.counts() },
            );
        }
        self.report_changed_context::<P>(token, in_interrupt);
    }

    /// Reports a guard that did not count, if it ends in another context than it was made in.
    fn report_changed_context<P: Platform<Arch = A>>(&self, token: Token, in_interrupt: bool) {
        if token.is_from_handler() != (in_interrupt || self.in_interrupt()) {
            self.report::<P>(ViolationKind::InterruptChanged);
        }
    }

    /// Flushes everything that the current context has deferred.
    #[inline(always)]
    pub(crate) fn flush<P: Platform<Arch = A>>(&self) {
        self.flush_by::<P>(Call::Flush);
    }

    #[inline(always)]
    fn flush_by<P: Platform<Arch = A>>(&self, call: Call) {
        let word = self.word();
        if A::DEFERS_BY_BIT && word.defers() {
            self.settle::<P>(call, Hook::Flush, word);
        } else if word.is_active() && !word.in_interrupt() {
            self.reach::<P>(call, Hook::Flush, word.counts(), word.defers());
        } else if !A::DEFERS_BY_BIT {
            self.settle_inactive::<P>(call);
        }
    }

    /// Returns whether the mode is active and no handler runs.
    #[inline(always)]
    pub(crate) fn is_active_here(&self) -> bool {
        let word = self.word();
        word.is_active() && !word.in_interrupt()
    }

    /// See [`with_active`](crate::with_active).
    #[inline(always)]
    pub(crate) fn with_active<R>(&self, f: impl FnOnce(&A::Local) -> R) -> Option<R> {
        if !self.is_active_here() {
            None
        } else if A::DEFERS_BY_BIT {
            Some(f(self.local()))
        } else {
            self.use_local().map(|_in_use| f(self.local()))
        }
    }

    /// See [`defer`](crate::defer).
    #[inline(always)]
    pub(crate) fn note_store(&self) -> bool {
        if !A::DEFERS_BY_BIT {
            return false;
        }
        // The compiler must not move the entry's store below this, because a handler's flush in
        // between would miss the store.
        compiler_fence(SeqCst);
        let word = self.word();
        if word.defers_here() {
            return true;
        }
        match word.after_store() {
            Some(next) => {
                self.set(next);
                true
            }
            None => false,
        }
    }
}
