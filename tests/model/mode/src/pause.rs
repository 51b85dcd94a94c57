//! Pauses, which nest; the 256th sticks.

use lazy_mmu_core::{Call, Hook, ViolationKind};

use crate::{Model, Token};

impl Model {
    /// Begins a pause.
    pub fn pause(&mut self) -> Token {
        if self.in_handler() {
            self.reach_below(Call::Pause);
            return Token::InHandler;
        }
        if self.counts().pause == u8::MAX {
            self.state.stuck = true;
            return Token::FullOfPauses;
        }
        self.state.counts.pause += 1;
        self.pins += 1;
        let leaves = self.counts().pause == 1 && self.counts().enable > 0;
        self.reach(Call::Pause, leaves.then_some(Hook::Leave));
        Token::Counted
    }

    /// Ends a pause.
    pub fn resume(&mut self, token: Token) {
        if token == Token::Counted {
            self.end_pause();
            self.end_counted();
        } else if !self.began_and_ends_in_interrupt(token) {
            self.end_uncounted(token);
        }
    }

    /// Lowers P, which stays at 0, and at 255 if it is stuck.
    pub(crate) fn end_pause(&mut self) {
        if self.counts().pause == 0 {
            self.reach(Call::Resume, Some(Hook::Flush));
            return self.report(ViolationKind::UnpairedResume);
        }
        if !self.state.stuck {
            self.state.counts.pause -= 1;
            let enters = self.state.is_active();
            self.reach(Call::Resume, enters.then_some(Hook::Enter));
        }
        self.report_end_in_a_handler();
    }
}
