//! [`Trial`]: makes each call on the subject and on the model, and compares all that can be seen.

use core::marker::PhantomData;

use super::calls::Calls;
use super::model::{Effect, Model, Token};
use super::outcome::{Failure, Problem, Stop};
use super::subject::{Backend, Subject, slot};
use crate::{Arch, LazyMmuGuard, PauseGuard, Platform, Slot, flush, is_active};

/// A section of the subject's, and what its guard should remember.
pub(super) struct Section<P: Platform> {
    guard: LazyMmuGuard<P>,
    token: Token,
}

/// A pause likewise.
pub(super) struct Pause<P: Platform> {
    guard: PauseGuard<'static, P>,
    token: Token,
}

/// The subject and the model, side by side.
pub(super) struct Trial<S: Subject> {
    model: Model,
    paid: Option<u32>,
    subject: PhantomData<S>,
}

type Checked<T> = Result<T, Stop>;

impl<S: Subject> Trial<S> {
    /// On a fresh slot.
    pub(super) fn new() -> Checked<Self> {
        S::fresh_slot();
        S::recorder().clear();
        let mut trial = Self { model: Model::default(), paid: S::payments(), subject: PhantomData };
        trial.expect("a fresh slot", Effect::default())?;
        Ok(trial)
    }

    /// The same for a claim that is not about what takes effect.
    pub(super) fn without_payments() -> Checked<Self> {
        Ok(Self { paid: None, ..Self::new()? })
    }

    pub(super) fn enable(&mut self) -> Checked<Section<S::Platform>> {
        let guard = LazyMmuGuard::enable();
        let (token, effect) = self.model.enable();
        self.expect("enable", effect)?;
        Ok(Section { guard, token })
    }

    pub(super) fn disable(&mut self, section: Section<S::Platform>) -> Checked<()> {
        drop(section.guard);
        let effect = self.model.disable(section.token);
        self.expect("disable", effect)
    }

    /// Ends this one level, runs `f`, begins it again.
    pub(super) fn suspend(&mut self, section: &Section<S::Platform>, f: impl FnOnce(&mut Self) -> Checked<()>) -> Checked<()> {
        section.guard.suspend(|| {
            let effect = self.model.disable(section.token);
            self.expect("suspend", effect)?;
            f(self)
        })?;
        let effect = self.model.restart(section.token);
        self.expect("the end of suspend", effect)
    }

    pub(super) fn pause(&mut self) -> Checked<Pause<S::Platform>> {
        let guard = PauseGuard::pause();
        let (token, effect) = self.model.pause();
        self.expect("pause", effect)?;
        Ok(Pause { guard, token })
    }

    pub(super) fn resume(&mut self, pause: Pause<S::Platform>) -> Checked<()> {
        drop(pause.guard);
        let effect = self.model.resume(pause.token);
        self.expect("resume", effect)
    }

    pub(super) fn flush(&mut self) -> Checked<()> {
        flush::<S::Platform>();
        let effect = self.model.flush();
        self.expect("flush", effect)
    }

    /// A store, unless one is owed already: how a backend joins two is its own affair.
    pub(super) fn store(&mut self) -> Checked<()> {
        if self.model.owes() {
            return Ok(());
        }
        S::owe();
        let effect = self.model.store();
        self.expect("a store", effect)
    }

    /// A handler that stores, in a section, in a pause and in neither. What it interrupts must not notice.
    pub(super) fn interrupt(&mut self) -> Checked<()> {
        S::in_interrupt(handler::<S>);
        let notes = S::recorder().notes();
        if notes & RAN == 0 {
            return Err(self.failure("an interrupt", Problem::Handler("the handler did not run")));
        }
        if notes & ACTIVE != 0 {
            return Err(self.failure("an interrupt", Problem::Handler("the mode was active in the handler")));
        }
        let mut pays = STORES_OF_THE_HANDLER;
        if notes & ANNOUNCED != 0 && self.model.owes() {
            // It cannot tell itself from its task with a leaked guard of a handler: its pause flushes, and the end of its section finds nothing.
            if S::recorder().events().0 != 1 {
                return Err(
                    self.failure("an interrupt", Problem::Handler("the handler's pause did not flush what the task had deferred, once"))
                );
            }
            S::recorder().clear();
            pays += 1;
            self.model.flush();
        }
        self.expect("an interrupt", Effect { pays, ..Effect::default() })
    }

    /// Calls hooks without the mode, which must not notice. What they pay is compared only where the architecture is told that nothing
    /// is owed: one that defers by bit is not.
    pub(super) fn hooks(&mut self, hooks: &[fn(&<Backend<S> as Arch>::Local)], pays: u32) -> Checked<()> {
        slot::<S, _>(|slot| hooks.iter().for_each(|hook| hook(slot.local())));
        if Backend::<S>::DEFERS_BY_BIT {
            self.paid = self.paid.and(S::payments());
            return self.expect("hooks called again", Effect::default());
        }
        self.model.flush();
        self.expect("hooks called again", Effect { pays, ..Effect::default() })
    }

    fn expect(&mut self, after: &'static str, effect: Effect) -> Checked<()> {
        let problem = self.problem(effect);
        S::recorder().clear();
        problem.map_or(Ok(()), |problem| Err(self.failure(after, problem)))
    }

    /// The first of all that can be seen that is not as it should be.
    fn problem(&mut self, effect: Effect) -> Option<Problem> {
        let (times, last) = S::recorder().events();
        let (counts, settled) = slot::<S, _>(|slot| (slot.counts(), slot.is_settled()));
        let active = is_active::<S::Platform>();
        let (reports, report) = S::recorder().reports();
        let before = self.paid;
        self.paid = before.and(S::payments());
        let found = self.paid.zip(before).map(|(now, before)| now.wrapping_sub(before));

        if last != effect.event || times != u32::from(effect.event.is_some()) {
            Some(Problem::Event { expected: effect.event, times, last })
        } else if counts != self.model.counts() {
            Some(Problem::Counts(counts))
        } else if active != self.model.is_active() {
            Some(Problem::Active(active))
        } else if settled == self.model.owes() {
            Some(Problem::Settled(settled))
        } else if let Some(found) = found.filter(|&found| found != effect.pays) {
            Some(Problem::Paid { expected: effect.pays, found })
        } else if report != effect.reports || reports != u32::from(effect.reports.is_some()) {
            Some(Problem::Reported { expected: effect.reports, times: reports, last: report })
        } else {
            None
        }
    }

    fn failure(&self, after: &'static str, problem: Problem) -> Stop {
        Stop::Failed(Failure { after, at: self.model.counts(), problem, program: Calls::default() })
    }
}

const RAN: u32 = 1;
const ACTIVE: u32 = 2;
const ANNOUNCED: u32 = 4;
const STORES_OF_THE_HANDLER: u32 = 3;

fn handler<S: Subject>() {
    let note_if_active = || {
        if is_active::<S::Platform>() {
            S::recorder().note(ACTIVE);
        }
    };
    S::recorder().note(RAN);
    if slot::<S, _>(Slot::in_interrupt) {
        S::recorder().note(ANNOUNCED);
    }
    note_if_active();
    S::owe();
    let section = LazyMmuGuard::<S::Platform>::enable();
    note_if_active();
    S::owe();
    let pause = section.pause();
    note_if_active();
    S::owe();
    drop(pause);
    drop(section);
}
