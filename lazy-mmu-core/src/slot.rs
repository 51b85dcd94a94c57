//! [`Slot`]: the one copy of the state, and the only code that moves it.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed, Ordering::SeqCst, compiler_fence};

use crate::word::Word;
use crate::{Arch, Call, Counts, Event, Hook, Platform, Violation, ViolationKind};

/// The state of the mode for one task or one CPU. Put it into the task structure, or into a per-CPU variable.
///
/// Its owner is the only one to write it, and a handler that interrupts the owner leaves it as it found it. So the loads and stores are
/// plain ones, `Relaxed`; there is no read-modify-write instruction and no ordering to rely on between CPUs. A scheduler that moves the
/// task to another CPU orders them, as it does for everything else in the task structure.
///
/// A new task gets a new slot: there is no `Clone`, as a child that starts with its parent's counters never gets rid of them.
pub struct Slot<A: Arch> {
    word: AtomicU32,
    reported: AtomicU8,
    local: A::Local,
}

impl<A: Arch> Slot<A> {
    /// A slot outside any section: E = 0, P = 0, nothing owed.
    pub const fn new(local: A::Local) -> Self {
        Self { word: AtomicU32::new(Word::NEW.bits()), reported: AtomicU8::new(0), local }
    }

    /// What the architecture keeps here.
    #[inline(always)]
    pub fn local(&self) -> &A::Local {
        &self.local
    }

    /// The two counters. A pause that [stuck](ViolationKind::PauseOverflow) reads as 255.
    #[inline]
    pub fn counts(&self) -> Counts {
        self.word().counts()
    }

    /// E > 0 and P = 0: the owner is in a section that is not paused. Says nothing of whether a handler runs now; ask
    /// [`is_active`](crate::is_active) for the current context.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.word().is_active()
    }

    /// Nothing is owed by the owner of this slot.
    #[inline]
    pub fn is_settled(&self) -> bool {
        if A::OWES_BY_BIT { !self.word().owes() } else { A::is_settled(&self.local) }
    }

    #[inline(always)]
    pub(crate) fn word(&self) -> Word {
        Word::from_bits(self.word.load(Relaxed))
    }

    #[inline(always)]
    pub(crate) fn set(&self, word: Word) {
        self.word.store(word.bits(), Relaxed);
    }

    // What guards and raw calls do. The platform has been pinned, and is not in a handler as far as it knows.

    /// Whether the section counts.
    #[inline(always)]
    pub(crate) fn enable<P: Platform<Arch = A>>(&self) -> bool {
        let word = self.word();
        // No call on the way out: it would cost every function with a section a stack frame. A refusal is noted, and told later.
        let Some(next) = word.enabled() else {
            self.set(word.not_enabled());
            return false;
        };
        self.set(next);
        self.began::<P>(Call::Enable, next.counts().enable == 1, next);
        true
    }

    /// As [`Slot::enable`], for a level that was suspended: under a pause it counts, without a hook.
    #[cold]
    pub(crate) fn restart<P: Platform<Arch = A>>(&self) -> bool {
        let word = self.word();
        let Some(next) = word.restarted() else {
            self.set(word.not_enabled());
            return false;
        };
        self.set(next);
        self.began::<P>(Call::Enable, next.is_active() && next.counts().enable == 1, next);
        true
    }

    /// The end of a section that counted.
    #[inline(always)]
    pub(crate) fn disable<P: Platform<Arch = A>>(&self) {
        match self.word().plainly_disabled() {
            Some(next) => {
                self.set(next);
                self.ended::<P>(next);
            }
            None => self.disable_slowly::<P>(),
        }
    }

    #[cold]
    #[inline(never)]
    fn disable_slowly<P: Platform<Arch = A>>(&self) {
        self.tell_refusal::<P>();
        let word = self.word();
        let Some(next) = word.disabled() else {
            self.report::<P>(ViolationKind::UnpairedDisable);
            return self.flush::<P>();
        };
        self.set(next);
        if next.is_paused() {
            P::trace(Event::new(Call::Disable, None, next.counts()));
        } else {
            self.ended::<P>(next);
        }
        if next.in_interrupt() {
            self.report::<P>(ViolationKind::InterruptChanged);
        }
    }

    /// The end of a section that did not count: what it stored while the mode was active may still be owed.
    pub(crate) fn disable_uncounted<P: Platform<Arch = A>>(&self) {
        self.tell_refusal::<P>();
        let word = self.word();
        if word.is_active() && !word.in_interrupt() {
            self.pay::<P>(Call::Disable, Hook::Flush, word);
        }
    }

    /// Whether the pause counts.
    #[inline(always)]
    pub(crate) fn pause<P: Platform<Arch = A>>(&self) -> bool {
        let word = self.word();
        let Some(next) = word.paused() else {
            self.set(word.not_paused());
            return false;
        };
        self.set(next);
        let leaves = next.counts().pause == 1 && next.in_section();
        P::trace(Event::new(Call::Pause, leaves.then_some(Hook::Leave), next.counts()));
        if if A::OWES_BY_BIT { next.owes() } else { leaves } {
            self.settle::<P>(Hook::Leave, next);
        }
        true
    }

    /// The end of a pause that counted.
    #[inline(always)]
    pub(crate) fn resume<P: Platform<Arch = A>>(&self) {
        match self.word().plainly_resumed() {
            Some(next) => {
                self.set(next);
                self.began::<P>(Call::Resume, next.is_active(), next);
            }
            None => self.resume_slowly::<P>(),
        }
    }

    #[cold]
    #[inline(never)]
    fn resume_slowly<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        let Some(next) = word.resumed() else {
            self.report::<P>(ViolationKind::UnpairedResume);
            return self.flush::<P>();
        };
        self.set(next);
        self.began::<P>(Call::Resume, next.is_active(), next);
        if next.is_stuck() {
            self.report::<P>(ViolationKind::PauseOverflow);
        }
        if next.in_interrupt() {
            self.report::<P>(ViolationKind::InterruptChanged);
        }
    }

    /// The end of a pause that did not count.
    pub(crate) fn resume_uncounted<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_stuck() && !word.in_interrupt() {
            self.report::<P>(ViolationKind::PauseOverflow);
        }
    }

    /// Pays what is owed by the current context.
    #[inline(always)]
    pub(crate) fn flush<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_active() && !word.in_interrupt() {
            self.pay::<P>(Call::Flush, Hook::Flush, word);
        }
    }

    /// Active, and no handler runs.
    #[inline(always)]
    pub(crate) fn is_active_here(&self) -> bool {
        let word = self.word();
        word.is_active() && !word.in_interrupt()
    }

    /// See [`owe`](crate::owe).
    #[inline(always)]
    pub(crate) fn owe(&self) -> bool {
        if !A::OWES_BY_BIT {
            return false;
        }
        // The store that is paid for later stands before the question whether it is.
        compiler_fence(SeqCst);
        let word = self.word();
        if word.owes_here() {
            return true;
        }
        match word.owing() {
            Some(next) => {
                self.set(next);
                true
            }
            None => false,
        }
    }

    // Hooks, and what is told.

    /// The counter moved up to `word`; `enters` if the mode became active by that.
    #[inline(always)]
    pub(crate) fn began<P: Platform<Arch = A>>(&self, call: Call, enters: bool, word: Word) {
        P::trace(Event::new(call, enters.then_some(Hook::Enter), word.counts()));
        if enters {
            compiler_fence(SeqCst);
            A::enter(&self.local);
        }
    }

    /// E moved down to that of `word`, and no pause is on.
    #[inline(always)]
    fn ended<P: Platform<Arch = A>>(&self, word: Word) {
        let hook = if word.in_section() { Hook::Flush } else { Hook::Leave };
        self.pay::<P>(Call::Disable, hook, word);
    }

    /// `call` reaches `flush` or `leave`.
    #[inline(always)]
    pub(crate) fn pay<P: Platform<Arch = A>>(&self, call: Call, hook: Hook, word: Word) {
        P::trace(Event::new(call, Some(hook), word.counts()));
        if !A::OWES_BY_BIT || word.owes() {
            self.settle::<P>(hook, word);
        }
    }

    /// Runs `flush` or `leave`. The slot holds `word` already, its debt included: that ends when it is paid.
    #[inline(always)]
    fn settle<P: Platform<Arch = A>>(&self, hook: Hook, word: Word) {
        compiler_fence(SeqCst);
        match hook {
            Hook::Leave => A::leave(&self.local),
            _ => A::flush(&self.local),
        }
        if A::OWES_BY_BIT {
            self.set(word.paid());
        } else if cfg!(debug_assertions) && !A::is_settled(&self.local) {
            self.report::<P>(ViolationKind::NotSettled);
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn report<P: Platform<Arch = A>>(&self, kind: ViolationKind) {
        let reported = self.reported.load(Relaxed);
        if reported & kind.bit() == 0 {
            self.reported.store(reported | kind.bit(), Relaxed);
            P::report(Violation { kind, counts: self.counts() });
        }
    }

    pub(crate) fn tell_refusal<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.refused() {
            self.set(word.told());
            self.report::<P>(ViolationKind::EnableOverflow);
        }
    }
}
