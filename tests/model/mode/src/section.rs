//! Sections: `enable`, `disable`, the end of a deferring section, and the restart of a suspended
//! one.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

use crate::{Model, Token};

impl Model {
    /// Begins a section.
    pub fn enable(&mut self) -> Token {
        if self.in_handler() {
            Token::InHandler
        } else if self.counts().pause > 0 {
            Token::InPause
        } else {
            self.begin_section()
        }
    }

    /// Begins the section of `token` again: in a pause it counts, without a hook.
    pub fn restart(&mut self, token: Token) -> Token {
        match token {
            Token::Counted if self.in_handler() => Token::InHandler,
            Token::Counted => self.begin_section(),
            other => other,
        }
    }

    fn begin_section(&mut self) -> Token {
        if self.counts().enable == u8::MAX {
            return Token::FullOfSections;
        }
        self.state.counts.enable += 1;
        self.pins += 1;
        let enters = self.counts() == Counts { enable: 1, pause: 0 };
        self.reach(Call::Enable, enters.then_some(Hook::Enter));
        Token::Counted
    }

    /// Ends a section. One that did not count settles what its context has deferred.
    pub fn disable(&mut self, token: Token) {
        if token == Token::Counted {
            self.end_section();
            self.end_counted();
        } else if !self.began_and_ends_in_interrupt(token) {
            if self.is_active() {
                self.reach(Call::Disable, Some(Hook::Flush));
            } else {
                self.reach_below(Call::Disable);
            }
            self.end_uncounted(token);
        }
    }

    /// Ends a deferring section, which leaves the flush to the section around it, if there is one.
    pub fn disable_deferring(&mut self, token: Token) {
        if token != Token::Counted {
            if !self.began_and_ends_in_interrupt(token) {
                self.end_uncounted(token);
            }
        } else if self.counts().enable > 1 && self.state.handlers == 0 {
            self.state.counts.enable -= 1;
            self.reach(Call::Disable, None);
            self.end_counted();
        } else {
            self.disable(token);
        }
    }

    /// Lowers E, which stays at 0.
    pub(crate) fn end_section(&mut self) {
        if self.counts().enable == 0 {
            self.reach(Call::Disable, Some(Hook::Flush));
            return self.report(ViolationKind::UnpairedDisable);
        }
        self.state.counts.enable -= 1;
        let hook = match self.counts() {
            Counts { pause: 1.., .. } => None,
            Counts { enable: 0, .. } => Some(Hook::Leave),
            _ => Some(Hook::Flush),
        };
        self.reach(Call::Disable, hook);
        self.report_end_in_a_handler();
    }

    /// Ends a section or a pause that counted.
    pub(crate) fn end_counted(&mut self) {
        self.pins -= 1;
        if self.in_interrupt {
            self.report(ViolationKind::InterruptChanged);
        }
    }

    /// Ends a section or a pause that did not count.
    pub(crate) fn end_uncounted(&mut self, token: Token) {
        match token {
            Token::FullOfSections => {
                self.report_at(ViolationKind::EnableOverflow, Counts { enable: u8::MAX, pause: 0 })
            }
            Token::FullOfPauses => self.report_at(
                ViolationKind::PauseOverflow,
                Counts { pause: u8::MAX, ..self.counts() },
            ),
            _ => {}
        }
        if (token == Token::InHandler) != self.in_handler() {
            self.report(ViolationKind::InterruptChanged);
        }
    }

    /// Returns whether a guard began and ends in a handler that the platform knows of. There may be
    /// no slot to ask then, as early in boot.
    pub(crate) fn began_and_ends_in_interrupt(&self, token: Token) -> bool {
        token == Token::InHandler && self.in_interrupt
    }
}
