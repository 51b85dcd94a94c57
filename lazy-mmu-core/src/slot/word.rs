// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of one slot in 32 bits, and how each call changes it.
//!
//! ```text
//! bit  0      barriers are deferred, and no handler runs
//! bits 1-8    enable count (E)
//! bit  9      zero; a carry shows here
//! bits 10-17  pause count (P)
//! bit  18     P passed 255: the pause is stuck
//! bit  19     zero; a borrow shows here
//! bits 20-27  depth of interrupt handlers that the kernel announced with `Slot::irq_enter`
//! bit  28     the architecture's queue is in use: a hook runs, or `with_active` does
//! bits 29-30  zero
//! bit  31     barriers are deferred by the task that the handler interrupted
//! ```
//!
//! One load answers every question. A call adds or subtracts first, and tests the result once.
//! Every case that needs more work (a carry, a borrow, a pause, a handler, something to flush) sets
//! bits that are clear in a plain result. The masks of these tests are runs of ones, which fit into
//! one arm64 instruction.

use crate::report::Counts;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Word(u32);

const DEFERRED: u32 = 1;
const SECTION: u32 = 1 << 1;
const SECTIONS: u32 = 0xff << 1;
const CARRY: u32 = 1 << 9;
const PAUSE: u32 = 1 << 10;
const PAUSES: u32 = 0xff << 10;
const STUCK: u32 = 1 << 18;
const IRQ: u32 = 1 << 20;
const IRQS: u32 = 0xff << 20;
const IN_USE: u32 = 1 << 28;
const DEFERRED_BELOW: u32 = 1 << 31;

const PAUSED: u32 = PAUSES | STUCK;

/// The token by which a guard remembers its constructor: the bits that prevented it from counting,
/// or none if it counted. The constructor's test leaves them in a register, and the test of the
/// drop is one instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Token(u32);

impl Token {
    /// The guard counted, and its drop takes the count back.
    pub(crate) const COUNTED: Self = Self(0);
    /// The guard did not count, in a handler that the platform knows of.
    pub(crate) const HANDLER: Self = Self(IRQ);
    /// The guard did not count, at depth 255: only the carry prevented it.
    pub(crate) const FULL: Self = Self(CARRY);

    /// Returns the token of a guard that doesn't count until its level is restarted. It reads as
    /// "paused", and still as "in a handler" if it was.
    #[inline(always)]
    pub(crate) const fn suspended(self) -> Self {
        Self(self.0 | PAUSE)
    }

    #[inline(always)]
    pub(crate) const fn is_counted(self) -> bool {
        self.0 == Self::COUNTED.0
    }

    #[inline(always)]
    pub(crate) const fn is_full(self) -> bool {
        self.0 == Self::FULL.0
    }

    /// Returns whether the guard was made in a handler.
    pub(crate) const fn is_from_handler(self) -> bool {
        self.0 & IRQS != 0
    }
}

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

    /// Returns whether there is no section, no pause, no handler, and no queue in use. (The bits
    /// between the counters are zero.)
    #[inline(always)]
    pub(crate) const fn is_at_rest(self) -> bool {
        self.0 & ((IN_USE << 1) - SECTION) == 0
    }

    #[inline(always)]
    pub(crate) const fn is_paused(self) -> bool {
        self.0 & PAUSED != 0
    }

    /// Returns whether the task is in a section and not paused, whether or not a handler runs on
    /// top of it.
    #[inline(always)]
    pub(crate) const fn is_active(self) -> bool {
        self.in_section() && !self.is_paused()
    }

    #[inline(always)]
    pub(crate) const fn in_interrupt(self) -> bool {
        self.0 & IRQS != 0
    }

    /// Returns whether something is deferred and no handler runs, so that the caller may flush it.
    #[inline(always)]
    pub(crate) const fn defers_here(self) -> bool {
        self.0 & DEFERRED != 0
    }

    /// Returns whether a hook or `with_active` uses the architecture's queue.
    pub(crate) const fn is_in_use(self) -> bool {
        self.0 & IN_USE != 0
    }

    pub(crate) const fn in_use(self, yes: bool) -> Self {
        if yes { Self(self.0 | IN_USE) } else { Self(self.0 & !IN_USE) }
    }

    /// Returns whether something is deferred by this slot, in a handler or not.
    #[inline(always)]
    pub(crate) const fn defers(self) -> bool {
        self.0 & (DEFERRED | DEFERRED_BELOW) != 0
    }

    /// Marks a store as deferred. `None` if it must take effect at once. Below bit 9 are only E and
    /// bit 0, so one comparison tells.
    #[inline(always)]
    pub(crate) const fn after_store(self) -> Option<Self> {
        if matches!(self.0, SECTION..CARRY) { Some(Self(self.0 | DEFERRED)) } else { None }
    }

    #[inline(always)]
    pub(crate) const fn after_settling(self) -> Self {
        Self(self.0 & !(DEFERRED | DEFERRED_BELOW))
    }

    // Sections.

    /// One section more, or the token of one that doesn't count: paused, in a handler, full.
    #[inline(always)]
    pub(crate) const fn after_enable(self) -> Result<Self, Token> {
        let next = self.0.wrapping_add(SECTION);
        let obstacle = next & !(SECTIONS | DEFERRED);
        if obstacle == 0 { Ok(Self(next)) } else { Err(Token(obstacle)) }
    }

    /// One section more, paused or not: a suspended level comes back.
    pub(crate) const fn after_restart(self) -> Result<Self, Token> {
        if self.in_interrupt() {
            Err(Token::HANDLER)
        } else if self.0 & SECTIONS == SECTIONS {
            Err(Token::FULL)
        } else {
            Ok(Self(self.0 + SECTION))
        }
    }

    /// One section less. `None` if more is to be done: something to flush, a pause, a handler,
    /// E = 0.
    #[inline(always)]
    pub(crate) const fn after_plain_disable(self) -> Option<Self> {
        let next = self.0.wrapping_sub(SECTION);
        if next & !SECTIONS == 0 { Some(Self(next)) } else { None }
    }

    /// One section less and the bit cleared, for a word with the bit set. `None` if more is to be
    /// done: a pause, a handler, E = 0.
    #[inline(always)]
    pub(crate) const fn after_settling_disable(self) -> Option<Self> {
        let next = self.0.wrapping_sub(SECTION | DEFERRED);
        if next & !SECTIONS == 0 { Some(Self(next)) } else { None }
    }

    /// One section less, inside another. `None` at E ≤ 1, in a pause and in a handler. Below bit 9
    /// are only E and bit 0, so one comparison tells.
    #[inline(always)]
    pub(crate) const fn after_inner_disable(self) -> Option<Self> {
        const TWO_SECTIONS: u32 = SECTION << 1;
        if matches!(self.0, TWO_SECTIONS..CARRY) { Some(Self(self.0 - SECTION)) } else { None }
    }

    /// One section less. `None` at E = 0.
    pub(crate) const fn after_disable(self) -> Option<Self> {
        if self.in_section() { Some(Self(self.0 - SECTION)) } else { None }
    }

    // Pauses.

    /// One pause more. `None` if more is to be done: something to flush, a handler, depth 255.
    #[inline(always)]
    pub(crate) const fn after_plain_pause(self) -> Option<Self> {
        let next = self.0.wrapping_add(PAUSE);
        if next & !(PAUSES | CARRY | SECTIONS) == 0 { Some(Self(next)) } else { None }
    }

    /// One pause more, or the token of one that doesn't count: in a handler, full.
    #[inline(always)]
    pub(crate) const fn after_pause(self) -> Result<Self, Token> {
        if self.in_interrupt() {
            Err(Token::HANDLER)
        } else if self.0 & PAUSES == PAUSES {
            Err(Token::FULL)
        } else {
            Ok(Self(self.0 + PAUSE))
        }
    }

    /// The pause sticks.
    #[inline(always)]
    pub(crate) const fn stuck(self) -> Self {
        Self(self.0 | STUCK)
    }

    /// One pause less. `None` in a handler, if stuck, or at P = 0.
    #[inline(always)]
    pub(crate) const fn after_plain_resume(self) -> Option<Self> {
        let next = self.0.wrapping_sub(PAUSE);
        if next & !(PAUSES | CARRY | SECTIONS | DEFERRED) == 0 { Some(Self(next)) } else { None }
    }

    /// One pause less. `None` at P = 0. A pause that is stuck stays.
    pub(crate) const fn after_resume(self) -> Option<Self> {
        if self.0 & STUCK != 0 {
            Some(self)
        } else if self.0 & PAUSES != 0 {
            Some(Self(self.0 - PAUSE))
        } else {
            None
        }
    }

    // Handlers.

    /// One handler more. The first one moves bit 0 to bit 31, so that bit 0 alone means "deferred,
    /// and not in a handler". Depth 255 sticks.
    #[inline(always)]
    pub(crate) const fn after_irq_enter(self) -> Self {
        let hidden = (self.0 | (self.0 & DEFERRED) << 31) & !DEFERRED;
        let next = hidden.wrapping_add(IRQ);
        if next & IRQS == 0 { self } else { Self(next) }
    }

    /// One handler less. Unchanged at depth 0, and at 255, where the true depth is unknown.
    #[inline(always)]
    pub(crate) const fn after_irq_exit(self) -> Self {
        if self.0 & IRQS == 0 || self.0 & IRQS == IRQS {
            return self;
        }
        let less = self.0 - IRQ;
        Self(if less & (IRQS | DEFERRED_BELOW) == DEFERRED_BELOW {
            (less & !DEFERRED_BELOW) | DEFERRED
        } else {
            less
        })
    }

    /// E = 0, P = 0, no handler runs, and no queue is in use.
    pub(crate) const fn without_counts(self) -> Self {
        Self(self.0 & !(SECTIONS | PAUSED | IRQS | IN_USE))
    }

    /// One handler less, and the lower value of E and of P. So every section or pause begun since
    /// `found` is taken back, and none that has ended begins again. A pause that is stuck counts as
    /// more than 255. If handlers are left, something deferred is deferred below them.
    pub(crate) fn at_most(self, found: Self) -> Self {
        let lower = |counter: u32| (self.0 & counter).min(found.0 & counter);
        // At depth 255 the handler was not counted.
        let counted = found.0 & IRQS != IRQS;
        let handlers = if counted { self.after_irq_exit().0 } else { self.0 } & IRQS;
        let deferred = match (self.defers(), handlers > 0) {
            (false, _) => 0,
            (true, false) => DEFERRED,
            (true, true) => DEFERRED_BELOW,
        };
        Self(lower(SECTIONS) | lower(PAUSED) | handlers | (self.0 & IN_USE) | deferred)
    }
}
