// SPDX-License-Identifier: MIT OR Apache-2.0
//! The scheduler's calls for a task that doesn't run: it has ended, or another one takes its place.

use scopeguard::defer;

use super::Slot;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::ViolationKind;
use crate::trace::{Call, Hook};

/// # Tasks that don't run
impl<A: Arch> Slot<A> {
    /// Ends the mode for a task that ends: flushes, and makes the slot new.
    ///
    /// So the next owner of the memory starts at E = 0, P = 0, with nothing reported yet. If a
    /// section or a pause is still open, this reports [`ViolationKind::RetiredInSection`]: a guard
    /// was leaked, or the task was ended without unwinding. On a platform that counts pins, the
    /// pins of leaked guards are not given back.
    pub fn retire<P: Platform<Arch = A>>(&self) {
        // These run last, also if the report unwinds.
        defer! {
            defer! {
                self.renew();
            }
            self.leave_behind::<P>(Call::Retire);
        }
        if self.word().in_section() || self.word().is_paused() {
            self.report::<P>(ViolationKind::RetiredInSection);
        }
    }

    /// Leaves the architecture's mode for a task that the scheduler switches away from, if the task
    /// is in a section. The counters stay.
    ///
    /// Architectures that keep something per CPU need this, for tasks that sleep in a section.
    /// arm64 needs only `lazy_mmu_arm64::switch_out`, because its deferred barriers travel with the
    /// task.
    ///
    /// A switch in the middle of an operation, after the counter has moved and before the hook has
    /// run, finds the section begun or ended already. So such an architecture needs a platform that
    /// [pins](Platform::pin).
    ///
    /// # Safety
    ///
    /// The task must not run, on this CPU or another, until [`Slot::resume_task`] was called on the
    /// same slot. The calling CPU does the flush.
    #[allow(unsafe_code)] // The pairing is the caller's: no guard can live across a context switch.
    pub unsafe fn pause_task<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_active() {
            self.settle::<P>(Call::PauseTask, Hook::Leave, word);
        }
    }

    /// Enters the architecture's mode for a task that the scheduler switches to, if the task is in
    /// a section. The counters stay.
    ///
    /// # Safety
    ///
    /// As for [`Slot::pause_task`], which this pairs with.
    #[allow(unsafe_code)] // As above.
    pub unsafe fn resume_task<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_active() {
            self.enter_if::<P>(Call::ResumeTask, true, word);
        }
    }

    /// Checks a slot *per CPU* at a switch of tasks: no section, no pause and no handler may be
    /// open, because the next task would run inside it.
    ///
    /// Call it at every switch of tasks on that CPU; an executor calls it after each poll. A slot
    /// per task doesn't need it, because there a section may sleep.
    ///
    /// If a section or a pause is open, this reports [`ViolationKind::SwitchedInSection`], flushes
    /// the slot, and sets the counters to 0. The rest of the section is eager. Its guard finds
    /// nothing to end, which is [reported](ViolationKind::UnpairedDisable) too.
    ///
    /// If a handler is open, this reports [`ViolationKind::SwitchedInHandler`], and sets the depth
    /// to 0. A handler that switches tasks on its way out must drop its [guard](Slot::interrupt)
    /// before. If a task is killed in its handler, the code that kills it must drop the guard.
    ///
    /// This doesn't see a call of the mode in progress, between its [`Platform::pin`] and its end.
    /// The pin must keep a switch out of that.
    #[inline]
    pub fn switching<P: Platform<Arch = A>>(&self) {
        if !self.word().is_at_rest() {
            self.switching_inside::<P>();
        }
    }

    #[cold]
    #[inline(never)]
    fn switching_inside<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        {
            defer! {
                self.set(self.word().without_counts());
            }
            self.leave_behind::<P>(Call::PauseTask);
        }
        if word.in_section() || word.is_paused() {
            self.report_at::<P>(ViolationKind::SwitchedInSection, word.counts());
        }
        if word.in_interrupt() {
            self.report_at::<P>(ViolationKind::SwitchedInHandler, word.counts());
        }
    }
}
