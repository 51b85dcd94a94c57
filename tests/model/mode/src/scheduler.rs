//! A scheduler's calls on the slot of a task that does not run, or of a CPU.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

use crate::{Model, State};

impl Model {
    /// Does `Slot::pause_task`.
    pub fn pause_task(&mut self) {
        if self.state.is_active() {
            self.reach(Call::PauseTask, Some(Hook::Leave));
        }
    }

    /// Does `Slot::resume_task`.
    pub fn resume_task(&mut self) {
        if self.state.is_active() {
            self.reach(Call::ResumeTask, Some(Hook::Enter));
        }
    }

    /// Does `Slot::switching`: the next task is in no section, no pause and no handler.
    pub fn switching(&mut self) {
        let (open, handlers) = (self.counts(), self.state.handlers);
        self.pause_task();
        self.state = State { deferred: self.state.deferred, ..State::default() };
        if open != Counts::default() {
            self.report_at(ViolationKind::SwitchedInSection, open);
        }
        if handlers > 0 {
            self.report_at(ViolationKind::SwitchedInHandler, open);
        }
    }

    /// Does `Slot::retire`: the next task finds the slot as new.
    pub fn retire(&mut self) {
        if self.counts() != Counts::default() {
            self.report(ViolationKind::RetiredInSection);
        }
        if self.state.is_active() {
            self.reach(Call::Retire, Some(Hook::Leave));
        }
        self.state = State::default();
        self.reported = 0;
    }
}
