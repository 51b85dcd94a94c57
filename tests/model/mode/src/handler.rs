//! Handlers: those that the platform knows of, and those that are announced to the slot.

use lazy_mmu_core::{Call, Hook, ViolationKind};

use crate::{Keeps, Model, State};

/// The state that the guard of a handler remembers: the slot as it was before.
#[derive(Clone, Copy, Debug)]
pub struct Found(State);

impl Model {
    /// Sets what `Platform::in_interrupt` answers from now on.
    pub fn set_in_interrupt(&mut self, in_interrupt: bool) {
        self.in_interrupt = in_interrupt;
    }

    /// Returns what `Platform::in_interrupt` answers.
    pub fn in_interrupt(&self) -> bool {
        self.in_interrupt
    }

    /// Returns whether a handler runs that the platform or the slot knows of.
    pub fn in_handler(&self) -> bool {
        self.in_interrupt || self.state.handlers > 0
    }

    /// Does `Slot::irq_enter`: at depth 255 it sticks.
    pub fn irq_enter(&mut self) {
        self.state.handlers = self.state.handlers.saturating_add(1);
    }

    /// Does `Slot::irq_exit`.
    pub fn irq_exit(&mut self) {
        if self.state.handlers < u8::MAX {
            self.state.handlers = self.state.handlers.saturating_sub(1);
        }
    }

    /// Sets whether the interrupted task has something deferred, in a model of a handler alone.
    pub fn interrupt_a_task(&mut self, deferred: bool) {
        self.state.deferred = deferred;
    }

    /// Notes that a handler on top has flushed, in a model of a task alone.
    pub fn was_flushed(&mut self) {
        self.state.deferred = false;
    }

    /// Does `Slot::interrupt`.
    pub fn interrupt(&mut self) -> Found {
        let found = self.state;
        self.irq_enter();
        Found(found)
    }

    /// Drops the guard of that handler. If the slot is not as it was found, each counter becomes
    /// the lower one, and the mode follows. The depth goes down by one: a handler whose guard still
    /// lives stays eager, in whichever order the guards drop.
    pub fn interrupt_ends(&mut self, Found(found): Found) {
        let now = self.state;
        // The contents of a queue are not compared.
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

    /// Does a call that settles, in a handler that the slot knows of: the hook runs if the task has
    /// something deferred.
    pub(crate) fn reach_below(&mut self, call: Call) {
        if self.state.handlers > 0 && !self.in_interrupt && self.state.deferred {
            self.reach(call, Some(Hook::Flush));
        }
    }

    /// Reports that a guard which counted in a task has ended in a handler that the slot knows of.
    pub(crate) fn report_end_in_a_handler(&mut self) {
        if self.state.handlers > 0 {
            self.report(ViolationKind::InterruptChanged);
        }
    }
}
