//! The raw calls, which remember nothing: nothing makes up for a call that is ignored in a handler
//! or a pause.

use lazy_mmu_core::Call;

use crate::{Model, Token};

impl Model {
    /// Does `raw::enable`.
    pub fn raw_enable(&mut self) {
        if self.enable() == Token::FullOfSections {
            self.disable(Token::FullOfSections);
        }
    }

    /// Does `raw::disable`.
    pub fn raw_disable(&mut self) {
        if !self.in_handler() && self.counts().pause == 0 {
            self.pins -= i32::from(self.counts().enable > 0);
            self.end_section();
        } else {
            self.reach_below(Call::Disable);
        }
    }

    /// Does `raw::pause`.
    pub fn raw_pause(&mut self) {
        if self.pause() == Token::FullOfPauses {
            // Its `resume` cannot know that the pause did not count, and unpins.
            self.pins += 1;
            self.end_uncounted(Token::FullOfPauses);
        }
    }

    /// Does `raw::resume`.
    pub fn raw_resume(&mut self) {
        if !self.in_handler() {
            self.pins -= i32::from(self.counts().pause > 0);
            self.end_pause();
        }
    }
}
