// SPDX-License-Identifier: MIT OR Apache-2.0
//! A new [`Slot`], and the questions that any code may ask it.

use core::fmt;
use core::sync::atomic::{AtomicU16, AtomicU32};

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::report::Counts;

impl<A: Arch> Slot<A> {
    /// Creates a slot outside any section: E = 0, P = 0, nothing deferred.
    pub const fn new(local: A::Local) -> Self {
        Self { word: AtomicU32::new(Word::NEW.bits()), reported: AtomicU16::new(0), local }
    }

    /// Returns the architecture's part of the slot.
    #[inline(always)]
    pub fn local(&self) -> &A::Local {
        &self.local
    }

    /// Returns the two counters. A pause that [sticks](crate::ViolationKind::PauseOverflow) reads
    /// as 255.
    #[inline]
    pub fn counts(&self) -> Counts {
        self.word().counts()
    }

    /// Returns whether the owner is in a section that isn't paused: E > 0 and P = 0.
    ///
    /// The answer ignores whether a handler runs now. [`is_active`](crate::is_active) answers for
    /// the current context.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.word().is_active()
    }

    /// Returns whether the owner of this slot has nothing deferred.
    #[inline]
    pub fn is_settled(&self) -> bool {
        if A::DEFERS_BY_BIT { !self.word().defers() } else { A::is_settled(&self.local) }
    }
}

impl<A: Arch> fmt::Debug for Slot<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { enable, pause } = self.counts();
        f.debug_struct("Slot")
            .field("enable", &enable)
            .field("pause", &pause)
            .field("settled", &self.is_settled())
            .field("in_interrupt", &self.in_interrupt())
            .finish_non_exhaustive()
    }
}
