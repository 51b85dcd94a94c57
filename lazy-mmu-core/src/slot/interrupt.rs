// SPDX-License-Identifier: MIT OR Apache-2.0
//! The depth of interrupt handlers, kept in the slot, for kernels without a count of their own.

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
/// A kernel that counts its handlers answers
/// [`Platform::in_interrupt`](crate::Platform::in_interrupt) from that count, and needs none of
/// these functions. The count is one in the task, or one of the CPU if
/// [`pin`](crate::Platform::pin) keeps preemption off.
///
/// Any other kernel answers `false` there, and announces every handler to the slot of the
/// interrupted task or CPU: interrupts, FIQs, served softirqs, SErrors and debug exceptions. System
/// calls and page faults run for the task, and are not announced. This way is cheaper: the depth
/// and the bit "something is deferred" are in one word, so a store answers both questions by one
/// load.
///
/// [`Slot::interrupt`] returns a guard. [`Slot::irq_enter`] and [`Slot::irq_exit`] are for entry
/// code in assembly.
impl<A: Arch> Slot<A> {
    /// Announces a handler, which runs until the returned guard drops.
    ///
    /// In a handler, sections and pauses have no effect, and stores take effect at once. Stores
    /// that the interrupted task deferred stay deferred. Handlers nest: one may interrupt another,
    /// and softirqs may be served at the end of one.
    ///
    /// A flush, a pause and the end of a section in the handler flush what the interrupted task
    /// deferred, because the slot can't tell a handler from a task that leaked a handler's guard.
    /// The task's own flush finds nothing to do then. If a kernel's hooks must not run in a
    /// handler, because they wait for other CPUs, the kernel answers
    /// [`Platform::in_interrupt`](crate::Platform::in_interrupt) from a count of its own.
    ///
    /// # A handler that switches tasks
    ///
    /// A handler that switches tasks on its way out should drop the guard first. With a slot per
    /// task, the guard may also drop when the handler is switched back to. With a slot per CPU, the
    /// next task would run as if in the handler, which [`Slot::switching`] reports.
    ///
    /// # Errors
    ///
    /// When the guard drops, the slot must be as it was found, or flushed. A handler may have
    /// changed it, by ending a section of the task or by unpaired calls. Then:
    ///
    /// * The drop [reports](ViolationKind::HandlerChangedSlot).
    /// * Each counter becomes the lower of its value before the handler and its value now. So the
    ///   sections and pauses that the handler left open are taken back, and those that it ended
    ///   stay ended. The depth goes down by one.
    /// * If the mode is not active any more, it is left, which flushes. If it is active again, it
    ///   is entered.
    /// * On a platform that counts pins, the pins of sections and pauses that are taken back are
    ///   not given back.
    ///
    /// The drop doesn't look at [`Arch::Local`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use lazy_mmu_core::{Arch, Platform, Slot};
    /// # struct Queue;
    /// # impl Arch for Queue {
    /// #     type Local = ();
    /// #     fn flush(_: &()) {}
    /// #     fn is_settled(_: &()) -> bool { true }
    /// # }
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

    /// Begins a handler, as [`Slot::interrupt`] does.
    ///
    /// Depth 255 sticks: the slot stays in a handler, so its stores are eager, which is safe.
    ///
    /// # Safety
    ///
    /// The caller must be the handler. The handler must run on the CPU whose slot this is, or on
    /// top of the task whose slot this is. One [`Slot::irq_exit`] on the same slot must follow when
    /// the handler ends, and the last handler begun must end first. A call from another CPU, or for
    /// another task, would change the counters while their owner changes them.
    #[allow(unsafe_code)] // The pairing is the caller's.
    #[inline]
    pub unsafe fn irq_enter(&self) {
        self.set(self.word().after_irq_enter());
    }

    /// Ends a handler: the slot is again as [`Slot::irq_enter`] found it. Without an `irq_enter`
    /// before it, nothing happens.
    ///
    /// The slot must be the one that was entered. So a handler that switches tasks on its way out
    /// calls this before the switch, or when it is switched back to.
    ///
    /// # Safety
    ///
    /// As for [`Slot::irq_enter`], which this pairs with.
    #[allow(unsafe_code)] // As above.
    #[inline]
    pub unsafe fn irq_exit(&self) {
        self.set(self.word().after_irq_exit());
    }

    /// Returns whether a handler that was announced to this slot runs on top of its owner.
    #[inline]
    pub fn in_interrupt(&self) -> bool {
        self.word().in_interrupt()
    }
}

/// The guard of an announced handler, from [`Slot::interrupt`]: the handler runs until the guard
/// drops.
///
/// # Order of drops
///
/// The last guard made should drop first. Any other order is
/// [reported](ViolationKind::HandlerChangedSlot), and ends right: each drop lowers the depth by
/// one, so the slot stays in a handler until the last drop.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust. After a leak, the slot stays in a handler until it is
/// [retired](Slot::retire) or, per CPU, [switched](Slot::switching). Every store is eager until
/// then, which is slow and never wrong. Stores that were deferred before can be flushed as always.
#[must_use = "the handler ends when this guard drops: write `let _handler = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct InterruptGuard<'a, P: Platform> {
    slot: &'a Slot<P::Arch>,
    found: Word,
    // The word as the constructor left it. Keeping it is cheaper than computing it from `found`
    // again at the end of each handler.
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
    /// Repairs a slot that a handler has changed. The hooks have followed the counters until now,
    /// so they follow the repair too.
    #[cold]
    #[inline(never)]
    fn handler_changed<P: Platform<Arch = A>>(&self, found: Word) {
        let now = self.word();
        // The queue's mark is not compared: it belongs to a `with_active` or a hook, which may have
        // ended since, or begun.
        let found = found.in_use(now.is_in_use());
        if now.after_settling() == found.after_irq_enter().after_settling()
            && (found.defers() || !now.defers())
        {
            // The handler has flushed, or only that mark differs.
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
