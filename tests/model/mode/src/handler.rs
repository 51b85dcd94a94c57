//! Handlers: those that the platform knows of, and those that are announced to the slot.

use lazy_mmu_core::{Call, Hook, ViolationKind};

use crate::{Keeps, Model, State};

/// What the guard of a handler remembers: the slot as it was before.
#[derive(Clone, Copy, Debug)]
pub struct Found(State);

impl Model {
    /// What `Platform::in_interrupt` answers from now on.
    pub fn set_in_interrupt(&mut self, in_interrupt: bool) {
        self.in_interrupt = in_interrupt;
    }

    /// That answer.
    pub fn in_interrupt(&self) -> bool {
        self.in_interrupt
    }

    /// Whether a handler runs, by either of the two.
    pub fn in_handler(&self) -> bool {
        self.in_interrupt || self.state.handlers > 0
    }

    /// `Slot::irq_enter`: at depth 255 it sticks.
    pub fn irq_enter(&mut self) {
        self.state.handlers = self.state.handlers.saturating_add(1);
    }

    /// `Slot::irq_exit`.
    pub fn irq_exit(&mut self) {
        if self.state.handlers < u8::MAX {
            self.state.handlers = self.state.handlers.saturating_sub(1);
        }
    }

    /// Of a model of nothing but a handler: the task that it interrupts has something deferred, or
    /// has not.
    pub fn interrupt_a_task(&mut self, deferred: bool) {
        self.state.deferred = deferred;
    }

    /// Of a model of nothing but a task: a handler on top of it has flushed.
    pub fn was_flushed(&mut self) {
        self.state.deferred = false;
    }

    /// `Slot::interrupt`.
    pub fn interrupt(&mut self) -> Found {
        let found = self.state;
        self.irq_enter();
        Found(found)
    }

    /// The guard of that handler drops. If the slot is not as it was found, each counter becomes
    /// the lower one, and the mode follows. The depth goes down by one: a handler whose guard still
    /// lives stays eager, in whichever order the guards drop.
    pub fn interrupt_ends(&mut self, Found(found): Found) {
        let now = self.state;
        // What a queue holds is not compared.
        let deferred =
            if self.keeps == Keeps::Bit { found.deferred && now.deferred } else { now.deferred };
        let handlers = found.handlers.saturating_add(1);
        if now == (State { handlers, deferred, ..found }) {
            self.state.handlers = found.handlers; // a handler may have flushed
            return;
        }
        self.irq_exit();
        self.state.counts.enable = now.counts.enable.min(found.counts.enable);
        (self.state.stuck, self.state.counts.pause) =
            (now.stuck, now.counts.pause).min((found.stuck, found.counts.pause));
        let hook = match (now.is_active(), self.state.is_active()) {
            (true, false) => Some(Hook::Leave),
            (false, true) => Some(Hook::Enter),
            _ => None,
        };
        if hook.is_some() || self.counts() != now.counts {
            self.reach(Call::HandlerEnds, hook);
        }
        self.report(ViolationKind::HandlerChangedSlot);
    }

    /// A call that settles comes in a handler that the slot knows of, if it is one: where its task
    /// has something deferred, the hook runs.
    pub(crate) fn reach_below(&mut self, call: Call) {
        if self.state.handlers > 0 && !self.in_interrupt && self.state.deferred {
            self.reach(call, Some(Hook::Flush));
        }
    }

    /// What counted in a task has ended in a handler that the slot knows of.
    pub(crate) fn report_end_in_a_handler(&mut self) {
        if self.state.handlers > 0 {
            self.report(ViolationKind::InterruptChanged);
        }
    }
}
