//! What handlers and schedulers do to a slot.

use lazy_mmu_core::ViolationKind;

use super::{Did, Model, State};

impl Model {
    pub fn irq_enter(&mut self) {
        self.state.handlers = self.state.handlers.saturating_add(1);
    }

    pub fn irq_exit(&mut self) {
        if self.state.handlers < u8::MAX {
            self.state.handlers = self.state.handlers.saturating_sub(1);
        }
    }

    /// `Slot::interrupt`. Returns what its guard remembers.
    pub fn interrupt(&mut self) -> State {
        let found = self.state.clone();
        self.irq_enter();
        found
    }

    /// That guard drops.
    pub fn interrupt_ends(&mut self, found: State, did: &mut Did) {
        let owed = if self.owes_by_bit { found.owed } else { self.state.owed };
        let expected = State { handlers: found.handlers.saturating_add(1), owed, ..found.clone() };
        if self.state == expected {
            self.state.handlers = found.handlers;
            return;
        }
        let (was_active, before) = (self.task_is_active(), self.counts());
        self.state.e = self.state.e.min(found.e);
        (self.state.stuck, self.state.p) = (self.state.stuck, self.state.p).min((found.stuck, found.p));
        self.state.handlers = found.handlers;
        let hook = match (was_active, self.task_is_active()) {
            (true, false) => Some("leave"),
            (false, true) => Some("enter"),
            _ => None,
        };
        if hook.is_some() || self.counts() != before {
            self.reach("handler ends", hook, did);
        }
        self.report(ViolationKind::HandlerChangedSlot, did);
    }

    pub fn switch_task(&mut self, did: &mut Did) {
        if self.task_is_active() {
            self.reach("pause_task", Some("leave"), did);
            self.reach("resume_task", Some("enter"), did);
        }
    }

    pub fn switch_on_cpu(&mut self, did: &mut Did) {
        let (e, p) = self.counts();
        if (e, p) == (0, 0) {
            return;
        }
        if self.task_is_active() {
            self.reach("pause_task", Some("leave"), did);
        }
        self.state = State { handlers: self.state.handlers, owed: self.state.owed, ..State::default() };
        self.report_at(ViolationKind::SwitchedInSection, e, p, did);
    }

    pub fn retire(&mut self, did: &mut Did) {
        if self.counts() != (0, 0) {
            self.report(ViolationKind::RetiredInSection, did);
        }
        if self.task_is_active() {
            self.reach("retire", Some("leave"), did);
        }
        self.state = State::default();
        self.reported.clear();
    }
}
