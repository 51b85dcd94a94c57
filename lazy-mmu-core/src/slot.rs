// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Slot`]: the one copy of the state.

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

/// The state of the mode for one task or one CPU. Put it into the task structure, or into a per-CPU
/// variable.
///
/// Its owner is the only one to write it, and a handler that interrupts the owner leaves it as it
/// found it. So the loads and stores are plain ones, `Relaxed`; but for what keeps a report from
/// coming twice there is no read-modify-write instruction, and no ordering to rely on between CPUs.
/// A scheduler that moves the task to another CPU orders them, as it does for everything else in
/// the task structure.
///
/// A new task gets a new slot: there is no `Clone`, as a child that starts with its parent's
/// counters never gets rid of them.
///
/// # Layout
///
/// C may hold a slot: `struct lazy_mmu_slot` of `include/lazy_mmu.h`. The layout is that of C. The
/// word of 32 bits is at offset 0, and the kinds that were reported follow it. A slot whose
/// [`Local`](Arch::Local) is `()`, as on arm64, has 8 bytes and the alignment of a `u32`. Where all
/// its bytes are zero it is a new one, if the same holds for the `Local`. The compiler of this
/// crate has asserted that.
#[repr(C)]
pub struct Slot<A: Arch> {
    word: AtomicU32,
    reported: AtomicU16,
    local: A::Local,
}

impl<A: Arch> Slot<A> {
    /// A slot outside any section: E = 0, P = 0, nothing deferred.
    pub const fn new(local: A::Local) -> Self {
        Self { word: AtomicU32::new(Word::NEW.bits()), reported: AtomicU16::new(0), local }
    }

    /// What the architecture keeps here.
    #[inline(always)]
    pub fn local(&self) -> &A::Local {
        &self.local
    }

    /// The two counters. A pause that [stuck](crate::ViolationKind::PauseOverflow) reads as 255.
    #[inline]
    pub fn counts(&self) -> Counts {
        self.word().counts()
    }

    /// E > 0 and P = 0: the owner is in a section that is not paused. Says nothing of whether a
    /// handler runs now; ask [`is_active`](crate::is_active) for the current context.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.word().is_active()
    }

    /// Nothing is deferred by the owner of this slot.
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

    /// As [`Slot::new`] made it, the architecture's part aside.
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
