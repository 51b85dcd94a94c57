// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Seen`]: compares everything that the subject shows with the model, after each call.

use core::marker::PhantomData;

use super::model::{Effect, Model};
use super::outcome::{Lost, Problem};
use super::subject::{Backend, Subject, slot, task_numbers};
use crate::{Arch, is_active};

/// Whether a call may settle deferred stores although it reaches no hook for that: a store for
/// which there is no room, or an `enter` that flushes a queue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    Not,
    SettleEarly,
}

impl May {
    pub(super) fn settle_early(may: bool) -> Self {
        if may { Self::SettleEarly } else { Self::Not }
    }
}

/// The last observations.
pub(super) struct Seen<S: Subject> {
    /// The place of the next store. Deferred stores have the places before it.
    next: u32,
    /// Whether effects of stores are compared.
    looks: bool,
    /// [`Subject::settlements`] so far.
    settlements: Option<u32>,
    /// How many of the deferred stores have taken effect early, by that count.
    early: u32,
    /// Whether a store can have taken effect early.
    may_be_early: bool,
    ignores_events: bool,
    subject: PhantomData<S>,
}

impl<S: Subject> Seen<S> {
    pub(super) fn new() -> Self {
        let settlements = S::settlements();
        Self {
            next: 0,
            looks: true,
            settlements,
            early: 0,
            may_be_early: false,
            ignores_events: false,
            subject: PhantomData,
        }
    }

    pub(super) fn close_eyes(&mut self) {
        self.looks = false;
        self.settlements = None;
    }

    pub(super) fn next_number(&mut self) -> u32 {
        let number = number_at::<S>(self.next);
        self.next = (self.next + 1) % task_numbers::<S>();
        number
    }

    /// Returns the number of the last store.
    pub(super) fn last_number(&self) -> u32 {
        self.number(1, 0)
    }

    /// Stops counting stores that take effect.
    pub(super) fn count_nothing(&mut self) {
        self.settlements = None;
    }

    /// Adds stores of another context that have taken effect, as that context has seen itself.
    pub(super) fn others_settled(&mut self, number: u32) {
        self.settlements = self.settlements.map(|before| before.wrapping_add(number));
    }

    /// Ignores the events of the next call.
    pub(super) fn ignore_events(&mut self) {
        self.ignores_events = true;
    }

    pub(super) fn forget_settlements(&mut self) {
        self.settlements = self.settlements.and(S::settlements());
    }

    /// Returns the first difference from the model.
    pub(super) fn problem(&mut self, model: &Model, effect: Effect, may: May) -> Option<Problem> {
        let settlements = self.settlements(model, effect.settles, may);
        let problem = self
            .event(effect)
            .or_else(|| Self::state(model))
            .or_else(|| self.lost(effect.settles).map(Problem::Lost))
            .or_else(|| self.slot(model))
            .or(settlements)
            .or_else(|| Self::report(effect));
        self.ignores_events = false;
        problem
    }

    /// Returns how many of the deferred stores have not taken effect yet, if that can be seen.
    pub(super) fn still_deferred(&self, deferred: u32) -> Option<u32> {
        let told_apart = deferred > 0 && S::has_settled(self.number(deferred, 0)).is_some();
        if told_apart {
            return Some(self.lost(deferred).map_or(0, |lost| lost.number));
        }
        let counted = self.settlements.is_some() && !Backend::<S>::DEFERS_BY_BIT;
        counted.then(|| deferred - self.early)
    }

    fn event(&self, effect: Effect) -> Option<Problem> {
        let (times, last) = S::recorder().events();
        let as_expected = last == effect.event && times == u32::from(effect.event.is_some());
        let compared = S::TRACES && !self.ignores_events;
        (compared && !as_expected).then_some(Problem::Event { expected: effect.event, times, last })
    }

    fn state(model: &Model) -> Option<Problem> {
        let counts = slot::<S, _>(|slot| slot.counts());
        let active = is_active::<S::Platform>();
        if counts != model.counts() {
            Some(Problem::Counts(counts))
        } else if active != model.is_active() {
            Some(Problem::Active(active))
        } else {
            None
        }
    }

    /// Returns those of the last `of` stores that have not taken effect, if the subject tells
    /// stores apart.
    fn lost(&self, of: u32) -> Option<Lost> {
        if !self.looks {
            return None;
        }
        let mut lost =
            (0..of).filter(|&index| S::has_settled(self.number(of, index)) == Some(false));
        let first = lost.next()?;
        Some(Lost { first: Some(first + 1), number: 1 + lost.count() as u32, of })
    }

    /// Returns the number of one of the last `of` stores.
    fn number(&self, of: u32, index: u32) -> u32 {
        let numbers = task_numbers::<S>();
        number_at::<S>((self.next + numbers - of + index) % numbers)
    }

    /// Compares the slot's answer to "is nothing deferred?".
    fn slot(&self, model: &Model) -> Option<Problem> {
        let says_settled = slot::<S, _>(|slot| slot.is_settled());
        let deferred = model.deferred();
        if says_settled == (deferred == 0) {
            return None;
        }
        if !says_settled || !self.may_be_early {
            return Some(Problem::Settled(says_settled));
        }
        let counted = self.settlements.filter(|_| self.early < deferred);
        let counted =
            counted.map(|_| Lost { first: None, number: deferred - self.early, of: deferred });
        self.lost(deferred).or(counted).map(Problem::SaysSettled)
    }

    fn settlements(&mut self, model: &Model, settles: u32, may: May) -> Option<Problem> {
        let early = self.early;
        if settles > 0 {
            (self.early, self.may_be_early) = (0, false);
        }
        self.may_be_early |= may == May::SettleEarly;

        let now = self.settlements.and(S::settlements());
        let found = now?.wrapping_sub(self.settlements?);
        self.settlements = now;
        let expected = match may {
            May::SettleEarly => {
                self.early += found;
                let (found, most) = (self.early, model.deferred());
                return (found > most).then_some(Problem::Settlements { expected: most, found });
            }
            // One time settles every store before it.
            May::Not if Backend::<S>::DEFERS_BY_BIT => u32::from(settles > 0),
            May::Not => settles.saturating_sub(early),
        };
        (found != expected).then_some(Problem::Settlements { expected, found })
    }

    fn report(effect: Effect) -> Option<Problem> {
        let (times, last) = S::recorder().reports();
        let as_expected = last == effect.reports && times == u32::from(effect.reports.is_some());
        (S::REPORTS && !as_expected).then_some(Problem::Reported {
            expected: effect.reports,
            times,
            last,
        })
    }
}

/// Returns the number of the store at that place. The numbers go down by two, so that a queue which
/// takes them for a range loses some. Their count is odd, so that every number has a place.
fn number_at<S: Subject>(place: u32) -> u32 {
    let numbers = task_numbers::<S>();
    const { assert!(task_numbers::<S>() % 2 == 1) };
    2 * (numbers - place) % numbers
}
