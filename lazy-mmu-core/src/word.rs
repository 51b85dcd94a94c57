//! The state of one slot in 32 bits, and what each call makes of it.
//!
//! ```text
//! bit  0      something is owed, and no handler runs
//! bits 1-8    enable count (E)
//! bit  9      a section was refused at E = 255, and nobody has been told
//! bits 10-17  pause count (P)
//! bit  18     P passed 255: paused for good
//! bit  19     zero; a borrow shows here
//! bits 20-27  depth of interrupt handlers that the kernel announced with `Slot::irq_enter`
//! bit  31     something is owed by the task that the handler interrupted
//! ```
//!
//! One load answers every question. Bits 9, 18 and 19 catch the carry or the borrow of the count below them, so that a call adds or
//! subtracts first and tests the result once; everything out of the ordinary fails that one test and goes the slow way.

use crate::Counts;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Word(u32);

const OWED: u32 = 1;
const SECTION: u32 = 1 << 1;
const SECTIONS: u32 = 0xff << 1;
const REFUSED: u32 = 1 << 9;
const PAUSE: u32 = 1 << 10;
const PAUSES: u32 = 0xff << 10;
const STUCK: u32 = 1 << 18;
const BORROW: u32 = 1 << 19;
const IRQ: u32 = 1 << 20;
const IRQS: u32 = 0xff << 20;
const OWED_BELOW: u32 = 1 << 31;

const PAUSED: u32 = PAUSES | STUCK;

impl Word {
    pub(crate) const NEW: Self = Self(0);

    #[inline(always)]
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    #[inline(always)]
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    #[inline(always)]
    pub(crate) const fn counts(self) -> Counts {
        Counts { enable: ((self.0 & SECTIONS) >> 1) as u8, pause: ((self.0 & PAUSES) >> 10) as u8 }
    }

    #[inline(always)]
    pub(crate) const fn in_section(self) -> bool {
        self.0 & SECTIONS != 0
    }

    #[inline(always)]
    pub(crate) const fn is_paused(self) -> bool {
        self.0 & PAUSED != 0
    }

    /// Of the task, whether or not a handler runs on top of it.
    #[inline(always)]
    pub(crate) const fn is_active(self) -> bool {
        self.in_section() && !self.is_paused()
    }

    #[inline(always)]
    pub(crate) const fn in_interrupt(self) -> bool {
        self.0 & IRQS != 0
    }

    /// Owed, and to be paid by whoever asks: no handler runs.
    #[inline(always)]
    pub(crate) const fn owes_here(self) -> bool {
        self.0 & OWED != 0
    }

    /// Owed by this slot, handler or not.
    #[inline(always)]
    pub(crate) const fn owes(self) -> bool {
        self.0 & (OWED | OWED_BELOW) != 0
    }

    /// `None` where a store must be paid for at once.
    #[inline(always)]
    pub(crate) const fn owing(self) -> Option<Self> {
        if self.is_active() && !self.in_interrupt() { Some(Self(self.0 | OWED)) } else { None }
    }

    #[inline(always)]
    pub(crate) const fn paid(self) -> Self {
        Self(self.0 & !(OWED | OWED_BELOW))
    }

    // Sections.

    /// One section more; `None` while paused, in a handler or full.
    #[inline(always)]
    pub(crate) const fn enabled(self) -> Option<Self> {
        let next = self.0.wrapping_add(SECTION);
        if next & !(SECTIONS | OWED) == 0 { Some(Self(next)) } else { None }
    }

    /// One section more, paused or not: a suspended level comes back. `None` in a handler or full.
    pub(crate) const fn restarted(self) -> Option<Self> {
        if self.in_interrupt() || self.is_full() { None } else { Some(Self(self.0 + SECTION)) }
    }

    /// What stays behind when [`Word::enabled`] said `None`: a note, if the reason was depth 255.
    #[inline(always)]
    pub(crate) const fn not_enabled(self) -> Self {
        if self.is_full() && !self.is_paused() && !self.in_interrupt() { Self(self.0 | REFUSED) } else { self }
    }

    /// One section less; `None` if anything else is to be done or looked at: a debt, a pause, a handler, a note, E = 0.
    #[inline(always)]
    pub(crate) const fn plainly_disabled(self) -> Option<Self> {
        let next = self.0.wrapping_sub(SECTION);
        if next & !SECTIONS == 0 { Some(Self(next)) } else { None }
    }

    /// One section less; `None` at E = 0.
    pub(crate) const fn disabled(self) -> Option<Self> {
        if self.in_section() { Some(Self(self.0 - SECTION)) } else { None }
    }

    const fn is_full(self) -> bool {
        self.0 & SECTIONS == SECTIONS
    }

    /// A section was refused since the last [`Word::told`].
    pub(crate) const fn refused(self) -> bool {
        self.0 & REFUSED != 0
    }

    pub(crate) const fn told(self) -> Self {
        Self(self.0 & !REFUSED)
    }

    // Pauses.

    /// One pause more; `None` in a handler or full.
    #[inline(always)]
    pub(crate) const fn paused(self) -> Option<Self> {
        let next = self.0.wrapping_add(PAUSE);
        if next & !(PAUSES | REFUSED | SECTIONS | OWED) == 0 { Some(Self(next)) } else { None }
    }

    /// What stays behind when [`Word::paused`] said `None`: at depth 255 the pause is for good.
    #[inline(always)]
    pub(crate) const fn not_paused(self) -> Self {
        if self.in_interrupt() { self } else { Self(self.0 | STUCK) }
    }

    /// One pause less; `None` in a handler, stuck, or at P = 0.
    #[inline(always)]
    pub(crate) const fn plainly_resumed(self) -> Option<Self> {
        let next = self.0.wrapping_sub(PAUSE);
        if next & (IRQS | BORROW | STUCK | OWED_BELOW) == 0 { Some(Self(next)) } else { None }
    }

    /// One pause less; `None` at P = 0. A stuck pause stays.
    pub(crate) const fn resumed(self) -> Option<Self> {
        if self.is_stuck() {
            Some(self)
        } else if self.0 & PAUSES != 0 {
            Some(Self(self.0 - PAUSE))
        } else {
            None
        }
    }

    pub(crate) const fn is_stuck(self) -> bool {
        self.0 & STUCK != 0
    }

    // Handlers.

    /// One handler more. The first one hides the debt of the task, so that bit 0 alone means "owed, and not in a handler".
    #[inline(always)]
    pub(crate) const fn irq_entered(self) -> Self {
        if self.0 & IRQS == IRQS {
            return self;
        }
        let hidden = if self.owes_here() { (self.0 & !OWED) | OWED_BELOW } else { self.0 };
        Self(hidden + IRQ)
    }

    /// One handler less. Depth 255 stays, as 255 entries may have been more: stores are paid at once from then on.
    #[inline(always)]
    pub(crate) const fn irq_exited(self) -> Self {
        if self.0 & IRQS == 0 || self.0 & IRQS == IRQS {
            return self;
        }
        let less = self.0 - IRQ;
        Self(if less & (IRQS | OWED_BELOW) == OWED_BELOW { (less & !OWED_BELOW) | OWED } else { less })
    }
}
