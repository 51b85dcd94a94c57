// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ends of sections and pauses without a guard, for [`raw`](crate::raw), as Linux's table has
//! them.
//!
//! The ordinary ends are straight code in the exported function. Everything else is cold, so that
//! a caller in C saves no registers for it.

use core::marker::PhantomData;

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::trace::Call;

/// The pin that the beginning of a section or pause kept. It unpins when it drops, after the ending
/// call has undone its own pin.
pub(crate) struct KeptPin<P: Platform>(PhantomData<P>);

impl<P: Platform> Drop for KeptPin<P> {
    #[inline(always)]
    fn drop(&mut self) {
        P::unpin();
    }
}

impl<A: Arch> Slot<A> {
    /// Ends a section, if one is open and not paused, and no handler runs.
    #[inline(always)]
    pub(crate) fn disable_unpaired<P: Platform<Arch = A>>(&self) -> Option<KeptPin<P>> {
        let word = self.word();
        if let Some(next) = word.after_plain_disable() {
            return Some(self.end_unpaired(next, false));
        }
        match word.after_settling_disable() {
            Some(next) if A::DEFERS_BY_BIT => Some(self.end_unpaired(next, true)),
            _ => self.disable_unpaired_slowly(),
        }
    }

    /// Ends a section outside pauses and handlers: the word becomes `next`.
    #[inline(always)]
    fn end_unpaired<P: Platform<Arch = A>>(&self, next: Word, deferred: bool) -> KeptPin<P> {
        let section = KeptPin(PhantomData);
        self.set(next);
        self.section_ended::<P>(next, deferred);
        section
    }

    /// Ends a section that never began. The end in a pause or in a handler is ignored.
    #[cold]
    #[inline(never)]
    fn disable_unpaired_slowly<P: Platform<Arch = A>>(&self) -> Option<KeptPin<P>> {
        let word = self.word();
        if word.in_interrupt() {
            self.settle_inactive::<P>(Call::Disable);
            return None;
        }
        if word.is_paused() {
            return None;
        }
        let section = word.in_section().then(|| KeptPin(PhantomData));
        self.disable::<P>();
        section
    }

    /// Ends a pause, if there is one and no handler runs.
    #[inline(always)]
    pub(crate) fn resume_unpaired<P: Platform<Arch = A>>(&self) -> Option<KeptPin<P>> {
        let Some(next) = self.word().after_plain_resume() else {
            return self.resume_unpaired_slowly();
        };
        let pause = KeptPin(PhantomData);
        self.set(next);
        self.enter_if::<P>(Call::Resume, next.is_active(), next);
        Some(pause)
    }

    /// Ends a pause that is stuck, or never began. The end in a handler is ignored.
    #[cold]
    #[inline(never)]
    fn resume_unpaired_slowly<P: Platform<Arch = A>>(&self) -> Option<KeptPin<P>> {
        let word = self.word();
        if word.in_interrupt() {
            return None;
        }
        let pause = word.is_paused().then(|| KeptPin(PhantomData));
        self.resume::<P>();
        pause
    }
}
