// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ends of sections and pauses that no guard remembers: those of [`raw`](crate::raw), as
//! Linux's table has them.
//!
//! The ordinary ends are straight code in the exported function. All else is cold: a caller in C
//! has no registers to keep for it.

use core::marker::PhantomData;

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::trace::Call;

/// The pin that a beginning kept. It unpins when it drops, after the call that ends has given back
/// a pin of its own.
pub(crate) struct KeptPin<P: Platform>(PhantomData<P>);

impl<P: Platform> Drop for KeptPin<P> {
    #[inline(always)]
    fn drop(&mut self) {
        P::unpin();
    }
}

impl<A: Arch> Slot<A> {
    /// A section ends, if there is one that is not paused and no handler runs.
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

    /// A section ends in no pause and no handler, and the word is `next`.
    #[inline(always)]
    fn end_unpaired<P: Platform<Arch = A>>(&self, next: Word, deferred: bool) -> KeptPin<P> {
        let section = KeptPin(PhantomData);
        self.set(next);
        self.section_ended::<P>(next, deferred);
        section
    }

    /// The end of a section in a pause or in a handler, which is ignored; or of one that never
    /// began.
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

    /// A pause ends, if there is one and no handler runs.
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

    /// The end of a pause in a handler, which is ignored; or of one that is stuck, or never began.
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
