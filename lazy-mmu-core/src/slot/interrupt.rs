// SPDX-License-Identifier: MIT OR Apache-2.0
//! The depth of interrupt handlers, kept in the slot, for kernels that have no such flag of their
//! own.

use core::fmt;
use core::marker::PhantomData;

use super::Slot;
use super::word::Word;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::ViolationKind;
use crate::trace::{Call, Event, Hook};

/// # Interrupt handlers
///
/// A kernel that counts its handlers already answers
/// [`Platform::in_interrupt`](crate::Platform::in_interrupt) from that count and leaves these
/// alone. One that does not announces every handler (interrupts, served softirqs, SError, debug
/// exceptions; neither system calls nor page faults, which run for the task) to the slot of
/// whatever was interrupted, and answers `false` there. It is the cheaper way: the depth and the
/// bit of what is deferred are one word, so that a store asks both questions with one load.
///
/// [`Slot::interrupt`] is the guard; [`Slot::irq_enter`] and [`Slot::irq_exit`] are for entry code
/// in assembly.
impl<A: Arch> Slot<A> {
    /// A handler runs while the guard lives: sections and pauses mean nothing, stores take effect
    /// at once, and what the interrupted context has deferred stays so. Nests, for a handler
    /// interrupted by another and for softirqs served at the end of one.
    ///
    /// A flush, a pause and the end of a section flush what the interrupted task has deferred, as
    /// the slot cannot tell a handler from a task that leaked a handler's guard. The task's own
    /// flush finds nothing to do then. A kernel whose hooks must not run in a handler, since they
    /// wait for other CPUs, answers [`Platform::in_interrupt`](crate::Platform::in_interrupt) from
    /// a count of its own.
    ///
    /// When it drops, the slot must be as it was found, or flushed. If a handler has changed it, by
    /// ending what the task began or by unpaired calls, that is
    /// [reported](ViolationKind::HandlerChangedSlot), and each counter becomes the lower of what it
    /// was and what it is: what the handler began and left is taken back, what it ended stays
    /// ended. The depth goes down by one. If the mode is not active any more it is left, which
    /// flushes; if it is active again it is entered. On a platform that counts pins, that of what
    /// is taken back is not given back. What is in [`Arch::Local`] is not looked at.
    ///
    /// A handler that switches tasks on its way out drops it first. With a slot per task it may
    /// also drop when it is switched back to; with one per CPU the next task would run as if in the
    /// handler, which [`Slot::switching`] reports.
    ///
    /// ```
    /// # use lazy_mmu_core::{Arch, Platform, Slot};
    /// # struct Queue;
    /// # impl Arch for Queue { type Local = (); fn flush(_: &()) {} fn is_settled(_: &()) -> bool { true } }
    /// # struct Task { lazy_mmu: Slot<Queue> }
    /// # static INIT: Task = Task { lazy_mmu: Slot::new(()) };
    /// # fn current() -> &'static Task { &INIT }
    /// # struct MyKernel;
    /// # impl Platform for MyKernel {
    /// #     type Arch = Queue;
    /// #     fn in_interrupt() -> bool { false }
    /// #     fn with_slot<R>(f: impl FnOnce(&Slot<Queue>) -> R) -> R { f(&current().lazy_mmu) }
    /// # }
    /// fn handle_irq() {
    ///     let _handler = current().lazy_mmu.interrupt::<MyKernel>();
    ///     // …
    /// }
    /// # handle_irq();
    /// # assert!(!current().lazy_mmu.in_interrupt());
    /// ```
    #[inline]
    pub fn interrupt<P: Platform<Arch = A>>(&self) -> InterruptGuard<'_, P> {
        let found = self.word();
        let entered = found.after_irq_enter();
        self.set(entered);
        InterruptGuard { slot: self, found, entered, _context: PhantomData }
    }

    /// A handler begins, as by [`Slot::interrupt`]. At depth 255 it sticks: the slot stays in
    /// interrupt context, which is the safe side.
    ///
    /// # Safety
    ///
    /// The caller is the handler, on the CPU whose task or own slot this is, and one
    /// [`Slot::irq_exit`] on the same slot follows when it ends, the last one begun first. From
    /// another CPU, or for another task, the counters of whoever owns the slot would change under
    /// it.
    #[allow(unsafe_code)] // The pairing is the caller's.
    #[inline]
    pub unsafe fn irq_enter(&self) {
        self.set(self.word().after_irq_enter());
    }

    /// A handler ends; the slot is again as [`Slot::irq_enter`] found it. Without one before it,
    /// nothing happens.
    ///
    /// Called on the slot that was entered: a handler that switches tasks on its way out exits
    /// first, or when it is switched back to.
    ///
    /// # Safety
    ///
    /// As for [`Slot::irq_enter`], of which this is the other half.
    #[allow(unsafe_code)] // As above.
    #[inline]
    pub unsafe fn irq_exit(&self) {
        self.set(self.word().after_irq_exit());
    }

    /// A handler that was announced to this slot runs on top of its owner.
    #[inline]
    pub fn in_interrupt(&self) -> bool {
        self.word().in_interrupt()
    }
}

/// A handler runs while this lives. See [`Slot::interrupt`].
///
/// # Order of drops
///
/// The last one made drops first. Any other order is [reported](ViolationKind::HandlerChangedSlot),
/// and ends right: each takes one off the depth, so that the slot is in interrupt context until the
/// last one drops.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust. A leaked one leaves the slot in interrupt context until it
/// is [retired](Slot::retire) or, per CPU, [switched](Slot::switching): every store is made to take
/// effect at once, which is slow, and never wrong. What was deferred before can be flushed as
/// always.
#[must_use = "the handler ends when this guard drops: write `let _handler = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct InterruptGuard<'a, P: Platform> {
    slot: &'a Slot<P::Arch>,
    found: Word,
    // The word as the constructor left it. To keep it is cheaper than to make it of `found` again
    // at the end of each handler.
    entered: Word,
    _context: PhantomData<*mut ()>,
}

impl<P: Platform> Drop for InterruptGuard<'_, P> {
    #[inline]
    fn drop(&mut self) {
        if self.slot.word() == self.entered {
            self.slot.set(self.found);
        } else {
            self.slot.handler_changed::<P>(self.found);
        }
    }
}

impl<A: Arch> Slot<A> {
    /// The hooks have followed what the counters are now, and so they follow what is made of them.
    #[cold]
    #[inline(never)]
    fn handler_changed<P: Platform<Arch = A>>(&self, found: Word) {
        let now = self.word();
        // Not the queue's mark: it is that of whoever runs `with_active` or a hook, who may have
        // ended since, or begun.
        let found = found.in_use(now.is_in_use());
        if now.after_settling() == found.after_irq_enter().after_settling()
            && (found.defers() || !now.defers())
        {
            // The handler has flushed, or nothing but that mark is another.
            return self.set(if now.defers() { found } else { found.after_settling() });
        }
        let next = now.at_most(found);
        self.set(next);
        match (now.is_active(), next.is_active()) {
            (true, false) => self.settle::<P>(Call::HandlerEnds, Hook::Leave, next),
            (false, true) => self.enter_if::<P>(Call::HandlerEnds, true, next),
            _ if now.counts() != next.counts() => {
                P::trace(Event::new(Call::HandlerEnds, None, next.counts()))
            }
            _ => {}
        }
        self.report::<P>(ViolationKind::HandlerChangedSlot);
    }
}

impl<P: Platform> fmt::Debug for InterruptGuard<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InterruptGuard").finish_non_exhaustive()
    }
}
