// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a scheduler does with the slot of a task that does not run: it ends, or another one takes
//! its place.

use scopeguard::defer;

use super::Slot;
use crate::arch::Arch;
use crate::platform::Platform;
use crate::report::ViolationKind;
use crate::trace::{Call, Hook};

/// # Tasks that do not run
impl<A: Arch> Slot<A> {
    /// The end of a task. Reports [`ViolationKind::RetiredInSection`] if a section or a pause is
    /// still open, which only a leaked guard can leave behind; flushes; and makes the slot as new,
    /// so that whoever gets the memory next starts at E = 0, P = 0, with nothing reported yet.
    ///
    /// On a platform that counts pins, those of the leaked guards are not given back.
    pub fn retire<P: Platform<Arch = A>>(&self) {
        // Last, also if the report unwinds.
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

    /// The scheduler switches away from the task: if it is in a section, the architecture leaves
    /// the mode. The counters stay.
    ///
    /// Needed by architectures that keep something per CPU. arm64 needs only
    /// `lazy_mmu_arm64::switch_out`: what is deferred travels with the task. It is for a task that
    /// sleeps in a section. A switch in the middle of an operation, where the counter has moved and
    /// the hook has not run yet, finds the section begun or ended already: such an architecture
    /// takes a platform that [pins](Platform::pin).
    ///
    /// # Safety
    ///
    /// The task does not run, on this CPU or another, until [`Slot::resume_task`] was called on the
    /// same slot. What is flushed here is flushed by the CPU that calls.
    #[allow(unsafe_code)] // The pairing is the caller's: no guard can live across a context switch.
    pub unsafe fn pause_task<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_active() {
            self.settle::<P>(Call::PauseTask, Hook::Leave, word);
        }
    }

    /// The scheduler switches to the task: if it is in a section, the architecture enters the mode.
    /// The counters stay.
    ///
    /// # Safety
    ///
    /// As for [`Slot::pause_task`], of which this is the other half.
    #[allow(unsafe_code)] // As above.
    pub unsafe fn resume_task<P: Platform<Arch = A>>(&self) {
        let word = self.word();
        if word.is_active() {
            self.enter_if::<P>(Call::ResumeTask, true, word);
        }
    }

    /// For a slot *per CPU*, at every switch of tasks on that CPU: no section, no pause and no
    /// handler may be open, as the next task would find itself in it.
    ///
    /// If a section or a pause is, [`ViolationKind::SwitchedInSection`] is reported, the slot is
    /// flushed, and the counters go to 0: what is left of the section is eager, and its guard finds
    /// nothing to end, which is [reported](ViolationKind::UnpairedDisable) too.
    ///
    /// If a handler is, [`ViolationKind::SwitchedInHandler`] is reported, and the depth goes to 0.
    /// A handler that switches tasks on its way out drops its [guard](Slot::interrupt) before; if a
    /// task is killed in its handler, what kills it does.
    ///
    /// It sees what is open, and not a call in progress, between its [`Platform::pin`] and its end:
    /// what keeps a switch out of that is the pin.
    ///
    /// Not for a slot per task, where a section may sleep.
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
