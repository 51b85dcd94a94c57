//! What a scheduler does to the slot of a task that does not run, or of a CPU.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

use crate::{Model, State};

impl Model {
    /// `Slot::pause_task`.
    pub fn pause_task(&mut self) {
        if self.state.is_active() {
            self.reach(Call::PauseTask, Some(Hook::Leave));
        }
    }

    /// `Slot::resume_task`.
    pub fn resume_task(&mut self) {
        if self.state.is_active() {
            self.reach(Call::ResumeTask, Some(Hook::Enter));
        }
    }

    /// `Slot::switching`. Handlers run as they did.
    pub fn switching(&mut self) {
        let open = self.counts();
        if open != Counts::default() {
            self.pause_task();
            (self.state.counts, self.state.stuck) = (Counts::default(), false);
            self.report_at(ViolationKind::SwitchedInSection, open);
        }
    }

    /// `Slot::retire`: whoever gets the slot next finds it as new.
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
