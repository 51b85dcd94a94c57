//! [`Machine`]: runs the steps of a program on a kernel and on the model, and compares the two
//! after each.

use std::mem;

use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, PauseGuard, Unsettled, flush};
use model_kernel::agree::{Stores, assert_agrees, model};
use model_kernel::kernel::Kernel;
use model_kernel::raw::{irq_enter, irq_exit, raw_disable, raw_enable, raw_pause, raw_resume};
use model_kernel::slots::Observed;
use model_mode::{Model, Token};

use super::step::{Step, times};

/// The most guards that live at a time, and the most levels of suspensions and handlers.
const GUARDS_AT_MOST: usize = 1024;
const LEVELS_AT_MOST: usize = 16;

pub struct Machine<'a, K: Observed<Arch: Stores>> {
    model: Model,
    /// The kernel's pins at the start: those of leaked guards are never given back.
    pins: i32,
    guards: Vec<(Guard<K>, Token)>,
    /// How many suspended sections and handlers are around.
    levels: usize,
    suspended: usize,
    steps: std::slice::Iter<'a, Step>,
    /// Whether all guards were dropped as they should, on the slot that they were made on.
    is_fair: bool,
}

enum Guard<K: Observed<Arch: Stores>> {
    Section(LazyMmuGuard<K>),
    Deferring(DeferringGuard<K>),
    Pause(PauseGuard<'static, K>),
}

impl<'a, K: Observed<Arch: Stores>> Machine<'a, K> {
    /// Runs a program on a slot that is as new, and leaves the slot as new.
    pub fn run_all(steps: &'a [Step]) {
        let mut machine = Self {
            model: model::<K>(),
            pins: Kernel::pins(),
            guards: Vec::new(),
            levels: 0,
            suspended: 0,
            steps: steps.iter(),
            is_fair: true,
        };
        machine.assert_agrees("the start");
        while !machine.steps.as_slice().is_empty() {
            machine.run();
        }
        machine.wind_up();
    }

    /// Runs the steps up to the end of this level.
    fn run(&mut self) {
        while let Some(&step) = self.steps.next() {
            if step == Step::End {
                return;
            }
            let repeats = match step {
                Step::Enable(n)
                | Step::EnableDeferring(n)
                | Step::Pause(n)
                | Step::IrqEnter(n)
                | Step::IrqExit(n) => times(n),
                Step::RawEnable(n)
                | Step::RawDisable(n)
                | Step::RawPause(n)
                | Step::RawResume(n) => times(n),
                _ => 1,
            };
            for _ in 0..repeats {
                self.step(step);
            }
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Store => {
                <K::Arch as Stores>::store::<K>();
                self.model.store();
            }
            Step::Flush => {
                flush::<K>();
                self.model.flush();
            }
            Step::Enable(_) if self.has_room() => {
                self.guards.push((Guard::Section(LazyMmuGuard::enable()), self.model.enable()));
            }
            Step::EnableDeferring(_) if self.has_room() => {
                self.guards.push((
                    Guard::Deferring(DeferringGuard::enable_given_address()),
                    self.model.enable(),
                ));
            }
            Step::Pause(_) if self.has_room() => {
                self.guards.push((Guard::Pause(PauseGuard::pause()), self.model.pause()))
            }
            Step::Drop(which) => {
                if let Some((guard, token)) = self.take(which) {
                    self.end(guard, token);
                }
            }
            Step::Finish(which) => {
                if let Some((guard, token)) = self.take(which) {
                    self.finish(guard, token);
                }
            }
            Step::Leak(which) => {
                self.is_fair = false;
                mem::forget(self.take(which));
            }
            Step::Suspend(which) if self.levels < LEVELS_AT_MOST => {
                if let Some((guard, token)) = self.take(which) {
                    return self.suspend(guard, token);
                }
            }
            Step::Interrupt if self.levels < LEVELS_AT_MOST => return self.interrupt(),
            Step::InInterrupt(in_interrupt) => {
                Kernel::set_in_interrupt(in_interrupt);
                self.model.set_in_interrupt(in_interrupt);
            }
            Step::IrqEnter(_) => {
                irq_enter(&K::slot());
                self.model.irq_enter();
            }
            Step::IrqExit(_) => {
                irq_exit(&K::slot());
                self.model.irq_exit();
            }
            Step::RawEnable(_) if self.no_guard_lives() => {
                raw_enable::<K>();
                self.model.raw_enable();
            }
            Step::RawDisable(_) if self.no_guard_lives() => {
                raw_disable::<K>();
                self.model.raw_disable();
            }
            Step::RawPause(_) if self.no_guard_lives() => {
                raw_pause::<K>();
                self.model.raw_pause();
            }
            Step::RawResume(_) if self.no_guard_lives() => {
                raw_resume::<K>();
                self.model.raw_resume();
            }
            Step::SwitchTask => {
                let slot = K::slot();
                // SAFETY: nothing runs before `resume_task`.
                unsafe { slot.pause_task::<K>() };
                // SAFETY: `pause_task` came just before.
                unsafe { slot.resume_task::<K>() };
                self.model.pause_task();
                self.model.resume_task();
            }
            Step::SwitchOnCpu => {
                self.is_fair = false;
                K::slot().switching::<K>();
                self.model.switching();
            }
            Step::Retire => {
                self.is_fair = false;
                K::slot().retire::<K>();
                self.model.retire();
            }
            // There is no room, no such guard, or a guard lives.
            _ => {}
        }
        self.is_fair &= !matches!(
            step,
            Step::RawEnable(_) | Step::RawDisable(_) | Step::RawPause(_) | Step::RawResume(_)
        );
        self.assert_agrees(step);
    }

    /// Drops a guard.
    fn end(&mut self, guard: Guard<K>, token: Token) {
        match guard {
            Guard::Section(section) => {
                drop(section);
                self.model.disable(token);
                self.assert_settled();
            }
            Guard::Deferring(section) => {
                drop(section);
                self.model.disable_deferring(token);
            }
            Guard::Pause(pause) => {
                drop(pause);
                self.model.resume(token);
            }
        }
    }

    /// Ends a guard by `finish`, where it has that.
    fn finish(&mut self, guard: Guard<K>, token: Token) {
        match guard {
            Guard::Section(section) => {
                assert_eq!(section.finish(Unsettled::<_, K>::new(7)), 7);
                self.model.disable(token);
                self.assert_settled();
            }
            other => self.end(other, token),
        }
    }

    /// Promise 1: the end of a section has settled all that its context stored.
    fn assert_settled(&self) {
        assert!(
            self.model.in_handler() || K::slot().is_settled(),
            "a section has ended and its stores are not settled"
        );
    }

    fn suspend(&mut self, guard: Guard<K>, token: Token) {
        let section: &LazyMmuGuard<K> = match &guard {
            Guard::Section(section) => section,
            Guard::Deferring(section) => section,
            Guard::Pause(_) => return self.guards.push((guard, token)),
        };
        self.levels += 1;
        self.suspended += 1;
        section.suspend(|| {
            self.model.disable(token);
            self.assert_agrees("a suspension begins");
            self.run();
        });
        self.suspended -= 1;
        self.levels -= 1;
        let token = self.model.restart(token);
        self.guards.push((guard, token));
        self.assert_agrees("a suspension ends");
    }

    fn interrupt(&mut self) {
        self.levels += 1;
        let slot = K::slot();
        let handler = slot.interrupt::<K>();
        let found = self.model.interrupt();
        self.assert_agrees("a handler begins");
        self.run();
        drop(handler);
        self.model.interrupt_ends(found);
        self.assert_agrees("a handler ends");
        self.levels -= 1;
    }

    /// Drops the guards that are left, the oldest first. By promise 3 nothing remains, in whatever
    /// contexts guards were made and dropped.
    fn wind_up(&mut self) {
        while !self.guards.is_empty() {
            self.step(Step::Drop(0));
        }
        if self.is_fair && !self.model.is_stuck() {
            assert_eq!(self.model.counts(), Counts::default());
            assert!(K::slot().is_settled());
            assert_eq!(Kernel::pins(), self.pins);
        }
        self.step(Step::Retire);
        self.step(Step::InInterrupt(false));
    }

    /// Takes the guard of this number, modulo their count.
    fn take(&mut self, which: u8) -> Option<(Guard<K>, Token)> {
        let number = usize::from(which).checked_rem(self.guards.len())?;
        Some(self.guards.remove(number))
    }

    fn has_room(&self) -> bool {
        self.guards.len() < GUARDS_AT_MOST
    }

    fn no_guard_lives(&self) -> bool {
        self.guards.is_empty() && self.suspended == 0
    }

    /// Asserts that all that is visible agrees with the model: the state, and what the last step
    /// did.
    fn assert_agrees(&mut self, step: impl std::fmt::Debug) {
        assert_agrees::<K>(&mut self.model, self.pins, &step);
    }
}
