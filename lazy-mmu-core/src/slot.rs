// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Slot`]: the state of the mode for one task or one CPU.

mod hooks;
mod interrupt;
mod layout;
mod operations;
mod scheduler;
mod unpaired;
mod word;

use core::fmt;
use core::sync::atomic::{AtomicU16, AtomicU32, Ordering::Relaxed};

use crate::arch::Arch;
use crate::report::Counts;
use word::Word;

pub use interrupt::InterruptGuard;
pub use word::Token;

/// The state of the mode for one task or one CPU. A kernel puts it into the task structure, or into
/// a per-CPU variable.
///
/// The slot has two counters: the enable count E of open sections, and the pause count P of open
/// pauses. The mode is *active* if E > 0, P = 0 and no handler runs. A slot also keeps whether
/// something is deferred, and how many [handlers](Slot::interrupt) run on top of its owner.
///
/// A new task gets a new slot. There is no `Clone`, because a child that starts with its parent's
/// counters never gets rid of them.
///
/// # Ordering
///
/// Only the owner writes its slot, and a handler that interrupts the owner leaves the slot as it
/// found it. So loads and stores are plain, `Relaxed` ones. The only read-modify-write instruction
/// keeps a report from coming twice. The slot orders nothing between CPUs: a scheduler that moves
/// the task to another CPU does that, as it does for everything else in the task structure.
///
/// # Layout
///
/// C may hold a slot, as `struct lazy_mmu_slot` of `include/lazy_mmu.h`, and the layout is that of
/// C. The word of 32 bits is at offset 0, and the kinds that were reported follow it. A slot whose
/// [`Local`](Arch::Local) is `()`, as on arm64, has 8 bytes and the alignment of a `u32`. A slot
/// whose bytes are all zero is a new one, if the same holds for the `Local`. The compiler of this
/// crate has asserted that.
#[repr(C)]
pub struct Slot<A: Arch> {
    word: AtomicU32,
    reported: AtomicU16,
    local: A::Local,
}

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

    #[inline(always)]
    pub(crate) fn word(&self) -> Word {
        Word::from_bits(self.word.load(Relaxed))
    }

    #[inline(always)]
    fn set(&self, word: Word) {
        self.word.store(word.bits(), Relaxed);
    }

    /// Makes the slot new again, but for the architecture's part.
    fn renew(&self) {
        self.set(Word::NEW);
        self.reported.store(0, Relaxed);
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
