// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Model`]: the right effect of each call, written from the table that defines the mode. It
//! shares no code with the mode.

use core::mem;

use crate::{Call, Counts, Event, Hook, ViolationKind};

/// The state of a slot as it should be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Model {
    counts: Counts,
    stuck: bool,
    deferred: u32,
    told_of_sections: bool,
    told_of_pauses: bool,
}

/// A guard's memory of its constructor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Counted,
    Inert,
    Full,
}

/// The visible effect of a call, if all is well.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effect {
    /// The traced event.
    pub(super) event: Option<Event>,
    /// How many stores, the latest ones, have taken effect by its end.
    pub(super) settles: u32,
    /// The report.
    pub(super) reports: Option<ViolationKind>,
}

impl Model {
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    pub(super) fn is_active(&self) -> bool {
        self.counts.enable > 0 && self.counts.pause == 0
    }

    /// Returns how many stores are deferred.
    pub(super) fn deferred(&self) -> u32 {
        self.deferred
    }

    pub(super) fn enable(&mut self) -> (Token, Effect) {
        if self.counts.pause > 0 {
            return (Token::Inert, Effect::default());
        }
        if self.counts.enable == u8::MAX {
            return (Token::Full, Effect::default());
        }
        self.counts.enable += 1;
        let hook = if self.counts.enable == 1 { Some(Hook::Enter) } else { None };
        (Token::Counted, self.effect(Call::Enable, hook))
    }

    pub(super) fn disable(&mut self, token: Token) -> Effect {
        if token == Token::Counted {
            self.counts.enable -= 1;
            let hook = match (self.counts.pause, self.counts.enable) {
                (0, 0) => Some(Hook::Leave),
                (0, _) => Some(Hook::Flush),
                (_, _) => None,
            };
            return self.effect(Call::Disable, hook);
        }
        let mut effect = if self.is_active() {
            self.effect(Call::Disable, Some(Hook::Flush))
        } else {
            Effect::default()
        };
        if token == Token::Full && !self.told_of_sections {
            self.told_of_sections = true;
            effect.reports = Some(ViolationKind::EnableOverflow);
        }
        effect
    }

    /// Begins a suspended level again.
    pub(super) fn restart(&mut self, token: Token) -> Effect {
        if token != Token::Counted {
            return Effect::default();
        }
        self.counts.enable += 1;
        let hook =
            if self.is_active() && self.counts.enable == 1 { Some(Hook::Enter) } else { None };
        self.effect(Call::Enable, hook)
    }

    pub(super) fn pause(&mut self) -> (Token, Effect) {
        if self.counts.pause == u8::MAX {
            self.stuck = true;
            return (Token::Full, Effect::default());
        }
        self.counts.pause += 1;
        let leaves = self.counts.pause == 1 && self.counts.enable > 0;
        (Token::Counted, self.effect(Call::Pause, if leaves { Some(Hook::Leave) } else { None }))
    }

    pub(super) fn resume(&mut self, token: Token) -> Effect {
        match token {
            Token::Full if !self.told_of_pauses => {
                self.told_of_pauses = true;
                Effect { reports: Some(ViolationKind::PauseOverflow), ..Effect::default() }
            }
            Token::Counted if !self.stuck => {
                self.counts.pause -= 1;
                let hook = if self.is_active() { Some(Hook::Enter) } else { None };
                self.effect(Call::Resume, hook)
            }
            _ => Effect::default(),
        }
    }

    pub(super) fn flush(&mut self) -> Effect {
        if self.is_active() {
            self.effect(Call::Flush, Some(Hook::Flush))
        } else {
            Effect::default()
        }
    }

    /// Makes a store.
    pub(super) fn store(&mut self) -> Effect {
        if self.is_active() {
            self.deferred += 1;
            return Effect::default();
        }
        Effect { settles: 1, ..Effect::default() }
    }

    /// Runs a hook that settles, without the mode.
    pub(super) fn settle(&mut self) -> Effect {
        Effect { settles: mem::take(&mut self.deferred), ..Effect::default() }
    }

    fn effect(&mut self, call: Call, hook: Option<Hook>) -> Effect {
        let settled = if matches!(hook, Some(Hook::Flush | Hook::Leave)) {
            self.settle()
        } else {
            Effect::default()
        };
        Effect { event: Some(Event::new(call, hook, self.counts)), ..settled }
    }
}
