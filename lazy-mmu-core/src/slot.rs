// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Slot`]: the state of the mode for one task or one CPU.

mod questions; // first, as rustdoc shows the methods of `Slot` in this order

mod hooks;
mod interrupt;
mod layout;
mod operations;
mod scheduler;
mod unpaired;
mod word;

use core::sync::atomic::{AtomicU16, AtomicU32, Ordering::Relaxed};

use crate::arch::Arch;
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
/// # Layout in C
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
