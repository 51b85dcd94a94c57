//! [`Model`]: the mode as it is defined, written from that definition and from nothing else.

use lazy_mmu_core::{Call, Counts, Hook, ViolationKind};

/// One slot. The mode is active while E > 0, P = 0 and no handler runs.
#[derive(Clone, Debug, Default)]
pub struct Model {
    counts: Counts,
    in_interrupt: bool,
    owed: bool,
    pins: i32,
    /// A bit for each kind.
    reported: u16,
}

/// What a guard remembers of its constructor.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    counted: bool,
    in_interrupt: bool,
}

/// What a step did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Did {
    /// The call that moved a counter or reached a hook, that hook, and the counters then.
    pub event: Option<(Call, Option<Hook>, Counts)>,
    /// A store was not paid for at once.
    pub owes: bool,
    /// What was owed, or stored, has taken effect.
    pub paid: bool,
    /// What was reported.
    pub report: Option<ViolationKind>,
}

impl Did {
    /// The hook that it reached.
    pub fn hook(&self) -> Option<Hook> {
        self.event.and_then(|(_, hook, _)| hook)
    }
}

impl Model {
    /// E and P.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether a store would be owed.
    pub fn is_active(&self) -> bool {
        self.counts.enable > 0 && self.counts.pause == 0 && !self.in_interrupt
    }

    /// Whether something is owed by the task.
    pub fn owes(&self) -> bool {
        self.owed
    }

    /// What is counted keeps the slot the current one.
    pub fn pins(&self) -> i32 {
        self.pins
    }

    /// Whether a handler runs.
    pub fn in_interrupt(&self) -> bool {
        self.in_interrupt
    }

    /// A handler begins or ends.
    pub fn set_in_interrupt(&mut self, in_interrupt: bool) {
        self.in_interrupt = in_interrupt;
    }

    /// An entry is stored.
    pub fn store(&mut self) -> Did {
        let owes = self.is_active();
        self.owed |= owes;
        Did { owes, paid: !owes, ..Did::default() }
    }

    /// A section begins.
    pub fn enable(&mut self) -> (Token, Did) {
        if self.in_interrupt || self.counts.pause > 0 {
            return self.inert();
        }
        self.counts.enable += 1;
        self.counted(Call::Enable, if self.counts.enable == 1 { Some(Hook::Enter) } else { None })
    }

    /// A pause begins.
    pub fn pause(&mut self) -> (Token, Did) {
        if self.in_interrupt {
            return self.inert();
        }
        self.counts.pause += 1;
        self.counted(Call::Pause, if self.counts.pause == 1 && self.counts.enable > 0 { Some(Hook::Leave) } else { None })
    }

    /// A section ends.
    pub fn disable(&mut self, token: Token) -> Did {
        let did = if token.counted {
            self.counts.enable -= 1;
            self.pins -= 1;
            self.reaches(
                Call::Disable,
                if self.counts.pause > 0 {
                    None
                } else if self.counts.enable == 0 {
                    Some(Hook::Leave)
                } else {
                    Some(Hook::Flush)
                },
            )
        } else if self.is_active() {
            self.reaches(Call::Disable, Some(Hook::Flush))
        } else {
            Did::default()
        };
        self.notices(token, did)
    }

    /// A section ends whose debt goes to the one around it, if there is one.
    pub fn finish(&mut self, token: Token) -> Did {
        if !token.counted {
            return self.notices(token, Did::default());
        }
        if self.counts.enable == 1 {
            return self.disable(token);
        }
        self.counts.enable -= 1;
        self.pins -= 1;
        let did = self.reaches(Call::Disable, None);
        self.notices(token, did)
    }

    /// A pause ends.
    pub fn resume(&mut self, token: Token) -> Did {
        let did = if token.counted {
            self.counts.pause -= 1;
            self.pins -= 1;
            let enters = self.counts.pause == 0 && self.counts.enable > 0;
            self.reaches(Call::Resume, if enters { Some(Hook::Enter) } else { None })
        } else {
            Did::default()
        };
        self.notices(token, did)
    }

    /// A section ends that nobody remembers: what is ignored while paused or in a handler is not made up for.
    pub fn raw_disable(&mut self) -> Did {
        if self.in_interrupt || self.counts.pause > 0 {
            Did::default()
        } else if self.counts.enable == 0 {
            self.unpaired(Call::Disable, ViolationKind::UnpairedDisable)
        } else {
            self.disable(Token { counted: true, in_interrupt: false })
        }
    }

    /// A pause ends that nobody remembers.
    pub fn raw_resume(&mut self) -> Did {
        if self.in_interrupt {
            Did::default()
        } else if self.counts.pause == 0 {
            self.unpaired(Call::Resume, ViolationKind::UnpairedResume)
        } else {
            self.resume(Token { counted: true, in_interrupt: false })
        }
    }

    /// A counter that is 0 stays at 0, and what is owed is paid.
    fn unpaired(&mut self, call: Call, kind: ViolationKind) -> Did {
        Did { report: self.reports(kind), ..self.reaches(call, Some(Hook::Flush)) }
    }

    fn inert(&self) -> (Token, Did) {
        (Token { counted: false, in_interrupt: self.in_interrupt }, Did::default())
    }

    fn counted(&mut self, call: Call, hook: Option<Hook>) -> (Token, Did) {
        self.pins += 1;
        (Token { counted: true, in_interrupt: self.in_interrupt }, self.reaches(call, hook))
    }

    /// The counter has moved; now the hook runs.
    fn reaches(&mut self, call: Call, hook: Option<Hook>) -> Did {
        let paid = self.owed && matches!(hook, Some(Hook::Flush | Hook::Leave));
        self.owed &= !paid;
        Did { event: Some((call, hook, self.counts)), paid, ..Did::default() }
    }

    /// A context that changed during a guard's life is reported.
    fn notices(&mut self, token: Token, did: Did) -> Did {
        let changed = token.in_interrupt != self.in_interrupt;
        Did { report: if changed { self.reports(ViolationKind::InterruptChanged) } else { None }, ..did }
    }

    /// Each kind once.
    fn reports(&mut self, kind: ViolationKind) -> Option<ViolationKind> {
        let bit = 1 << kind as u16;
        let is_new = self.reported & bit == 0;
        self.reported |= bit;
        is_new.then_some(kind)
    }
}
