//! The depth of interrupt handlers, kept in the slot, for kernels that have no such flag of their own.

use crate::{Arch, Slot};

/// # Interrupt handlers
///
/// A kernel that counts its handlers already answers [`Platform::in_interrupt`](crate::Platform::in_interrupt) from that count and leaves
/// these two alone. One that does not calls them first and last in every handler (interrupts, served softirqs, SError, debug exceptions;
/// neither system calls nor page faults, which run for the task), on the slot of whatever was interrupted, and answers `false` there. It is the cheaper way: depth and debt are one word, so that a store asks both questions with one load.
impl<A: Arch> Slot<A> {
    /// A handler begins: sections and pauses mean nothing, stores are paid for at once, and what the interrupted context owes stays owed.
    ///
    /// Nests. At depth 255 it sticks: the slot stays in interrupt context, which is the safe side.
    #[inline]
    pub fn irq_enter(&self) {
        self.set(self.word().irq_entered());
    }

    /// A handler ends; the slot is again as [`Slot::irq_enter`] found it. Without one before it, nothing happens.
    ///
    /// Called on the slot that was entered: a handler that switches tasks on its way out exits first, or when it is switched back to.
    #[inline]
    pub fn irq_exit(&self) {
        self.set(self.word().irq_exited());
    }

    /// A handler that was announced with [`Slot::irq_enter`] runs on top of this slot's owner.
    #[inline]
    pub fn in_interrupt(&self) -> bool {
        self.word().in_interrupt()
    }
}
