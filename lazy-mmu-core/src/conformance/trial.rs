// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Trial`]: makes each call on the subject and on the model, and compares the effects.

use super::calls::Calls;
use super::contexts::{self, Context, Notes};
use super::model::{Effect, Model, Token};
use super::outcome::{Failure, Problem, Stop};
use super::seen::{May, Seen};
use super::subject::{Backend, STORES_OF_A_HANDLER, Subject, slot, task_numbers};
use crate::{Arch, Call, Event, Hook, LazyMmuGuard, PauseGuard, Platform, flush};

/// A section of the subject, and the model's token of it.
pub(super) struct Section<P: Platform> {
    guard: LazyMmuGuard<P>,
    token: Token,
}

/// A pause of the subject, and the model's token of it.
pub(super) struct Pause<P: Platform> {
    guard: PauseGuard<'static, P>,
    token: Token,
}

/// The subject and the model, side by side.
pub(super) struct Trial<S: Subject> {
    model: Model,
    seen: Seen<S>,
}

type Checked<T> = Result<T, Stop>;

impl<S: Subject> Trial<S> {
    /// Begins on a fresh slot.
    pub(super) fn new() -> Checked<Self> {
        S::fresh_slot();
        S::recorder().clear();
        let mut trial = Self { model: Model::default(), seen: Seen::new() };
        trial.expect("a fresh slot", Effect::default())?;
        Ok(trial)
    }

    /// Begins a claim that isn't about the effects of stores.
    pub(super) fn blind() -> Checked<Self> {
        let mut trial = Self::new()?;
        trial.seen.close_eyes();
        Ok(trial)
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

    /// Ends this one level, runs `f`, and begins the level again.
    pub(super) fn suspend(
        &mut self,
        section: &Section<S::Platform>,
        f: impl FnOnce(&mut Self) -> Checked<()>,
    ) -> Checked<()> {
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

    /// Makes a store.
    pub(super) fn store(&mut self) -> Checked<()> {
        debug_assert!(
            self.model.deferred() < task_numbers::<S>(),
            "a number is used again when its store is settled"
        );
        S::store(self.seen.next_number());
        let effect = self.model.store();
        // A store that is too many for a queue settles earlier ones.
        let may = May::settle_early(!Backend::<S>::DEFERS_BY_BIT && self.model.deferred() > 1);
        self.compare("a store", effect, may)
    }

    pub(super) fn stores(&mut self, number: u32) -> Checked<()> {
        (0..number).try_for_each(|_| self.store())
    }

    /// Makes the last store once more. From here on, stores that take effect are not counted,
    /// because a backend may join the two.
    pub(super) fn repeat(&mut self) -> Checked<()> {
        self.seen.count_nothing();
        S::store(self.seen.last_number());
        self.compare(
            "a store that is made again",
            Effect::default(),
            May::settle_early(!Backend::<S>::DEFERS_BY_BIT),
        )
    }

    /// Makes a store with a flush directly before the entry is written. Nothing is deferred then,
    /// so the flush has nothing to do.
    pub(super) fn store_with_flush(&mut self) -> Checked<()> {
        const CALL: &str = "a store with a flush in the middle";
        let number = self.seen.next_number();
        if !S::store_with(number, contexts::flush_here::<S>) {
            return Err(Stop::Skipped("the subject has no way into the middle of a store"));
        }
        self.notes(CALL, &contexts::IN_A_STORE)?;
        let flushed = self.model.flush();
        let stored = self.model.store();
        self.expect(CALL, Effect { settles: stored.settles, ..flushed })
    }

    /// Runs a handler that stores in a section, in a pause and in neither. The interrupted task
    /// must not notice.
    ///
    /// A handler that is announced to the slot may be the task itself, with a leaked guard of a
    /// handler. So its pause flushes the task's stores, and the end of its section finds nothing.
    pub(super) fn interrupt(&mut self) -> Checked<()> {
        const CALL: &str = "an interrupt";
        let settled = slot::<S, _>(|slot| slot.is_settled());
        S::in_interrupt(contexts::handler::<S>);
        let notes = self.notes(CALL, &contexts::IN_A_HANDLER)?;
        self.seen.others_settled(STORES_OF_A_HANDLER);
        if settled || !notes.has(contexts::ANNOUNCED) {
            return self.expect(CALL, Effect::default());
        }
        let event = Event::new(Call::Pause, Some(Hook::Flush), self.model.counts());
        let settled = self.model.settle();
        self.expect(CALL, Effect { event: Some(event), ..settled })
    }

    /// Runs another task that defers and flushes a store in its own slot, which must not change
    /// this slot.
    pub(super) fn in_other_slot(&mut self) -> Checked<()> {
        const CALL: &str = "a section in another slot";
        if !S::in_other_slot(contexts::other_task::<S>) {
            return Err(Stop::Skipped("the subject has no other slot"));
        }
        self.notes(CALL, &contexts::IN_ANOTHER_SLOT)?;
        self.seen.others_settled(1);
        self.seen.ignore_events();
        self.expect(CALL, Effect::default())
    }

    /// Calls hooks that settle, without the mode, which must not notice.
    ///
    /// The settled stores are not compared for an architecture that defers by bit: its slot isn't
    /// told that nothing is deferred.
    pub(super) fn hooks(&mut self, hooks: &[fn(&<Backend<S> as Arch>::Local)]) -> Checked<()> {
        const CALL: &str = "hooks called again";
        slot::<S, _>(|slot| hooks.iter().for_each(|hook| hook(slot.local())));
        if Backend::<S>::DEFERS_BY_BIT {
            self.seen.forget_settlements();
            return self.expect(CALL, Effect::default());
        }
        let effect = self.model.settle();
        self.expect(CALL, effect)
    }

    /// Calls `enter`, without the mode. It may flush a queue.
    pub(super) fn enter(&mut self) -> Checked<()> {
        slot::<S, _>(|slot| Backend::<S>::enter(slot.local()));
        let may = May::settle_early(!Backend::<S>::DEFERS_BY_BIT && self.model.deferred() > 0);
        self.compare("`enter` called again", Effect::default(), may)
    }

    /// Checks that no more is deferred than `capacity`. Returns `Ok(false)` if that can't be seen.
    pub(super) fn is_within(&mut self, capacity: u32) -> Checked<bool> {
        match self.seen.still_deferred(self.model.deferred()) {
            None => Ok(false),
            Some(found) if found > capacity => {
                Err(self.failure("a store", Problem::Beyond { capacity, found }))
            }
            Some(_) => Ok(true),
        }
    }

    /// Checks the notes of code that ran in another context.
    fn notes(&self, call: &'static str, context: &Context) -> Checked<Notes> {
        let notes = Notes(S::recorder().notes());
        match notes.complaint(context) {
            Some(complaint) => Err(self.failure(call, Problem::Said(complaint))),
            None => Ok(notes),
        }
    }

    fn expect(&mut self, after: &'static str, effect: Effect) -> Checked<()> {
        self.compare(after, effect, May::Not)
    }

    fn compare(&mut self, after: &'static str, effect: Effect, may: May) -> Checked<()> {
        let problem = self.seen.problem(&self.model, effect, may);
        S::recorder().clear();
        problem.map_or(Ok(()), |problem| Err(self.failure(after, problem)))
    }

    fn failure(&self, after: &'static str, problem: Problem) -> Stop {
        Stop::Failed(Failure { after, at: self.model.counts(), problem, program: Calls::default() })
    }
}
