//! [`Model`]: the mode as it is defined, written from that definition and from nothing else.

use lazy_mmu_core::ViolationKind;

/// One slot. The mode is active while E > 0, P = 0 and no handler runs.
#[derive(Clone, Debug, Default)]
pub struct Model {
    e: u8,
    p: u8,
    in_interrupt: bool,
    owed: bool,
    counted: i32,
    reported: bool,
}

/// What a guard remembers of its constructor.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    counted: bool,
    in_interrupt: bool,
}

/// What a step did.
#[derive(Debug, Default)]
pub struct Did {
    /// The call that moved a counter or reached a hook, as the table has it.
    pub events: Vec<String>,
    /// The hook that it reached.
    pub hooks: Vec<&'static str>,
    /// A store was not paid for at once.
    pub owes: bool,
    /// What was owed, or stored, has taken effect.
    pub paid: bool,
    /// What was reported.
    pub reports: Vec<ViolationKind>,
}

impl Model {
    pub fn enable_count(&self) -> u8 {
        self.e
    }

    pub fn pause_count(&self) -> u8 {
        self.p
    }

    pub fn is_active(&self) -> bool {
        self.e > 0 && self.p == 0 && !self.in_interrupt
    }

    pub fn owes(&self) -> bool {
        self.owed
    }

    /// What is counted keeps the slot the current one.
    pub fn pins(&self) -> i32 {
        self.counted
    }

    pub fn set_in_interrupt(&mut self, in_interrupt: bool) {
        self.in_interrupt = in_interrupt;
    }

    pub fn store(&mut self) -> Did {
        let owes = self.is_active();
        self.owed |= owes;
        Did { owes, paid: !owes, ..Did::default() }
    }

    pub fn enable(&mut self) -> (Token, Did) {
        if self.in_interrupt || self.p > 0 {
            return self.inert();
        }
        self.e += 1;
        self.counts("enable", if self.e == 1 { Some("enter") } else { None })
    }

    pub fn pause(&mut self) -> (Token, Did) {
        if self.in_interrupt {
            return self.inert();
        }
        self.p += 1;
        self.counts("pause", if self.p == 1 && self.e > 0 { Some("leave") } else { None })
    }

    /// A section ends.
    pub fn disable(&mut self, token: Token) -> Did {
        let mut did = if token.counted {
            self.e -= 1;
            self.counted -= 1;
            self.reaches(
                "disable",
                if self.p > 0 {
                    None
                } else if self.e == 0 {
                    Some("leave")
                } else {
                    Some("flush")
                },
            )
        } else if self.is_active() {
            self.reaches("disable", Some("flush"))
        } else {
            Did::default()
        };
        did.reports = self.reports(token);
        did
    }

    /// A pause ends.
    pub fn resume(&mut self, token: Token) -> Did {
        let mut did = if token.counted {
            self.p -= 1;
            self.counted -= 1;
            self.reaches("resume", if self.p == 0 && self.e > 0 { Some("enter") } else { None })
        } else {
            Did::default()
        };
        did.reports = self.reports(token);
        did
    }

    fn inert(&self) -> (Token, Did) {
        (Token { counted: false, in_interrupt: self.in_interrupt }, Did::default())
    }

    fn counts(&mut self, call: &str, hook: Option<&'static str>) -> (Token, Did) {
        self.counted += 1;
        (Token { counted: true, in_interrupt: self.in_interrupt }, self.reaches(call, hook))
    }

    /// The counter has moved; now the hook runs.
    fn reaches(&mut self, call: &str, hook: Option<&'static str>) -> Did {
        let event = format!("{call} -> {} E={} P={}", hook.unwrap_or("-"), self.e, self.p);
        let paid = self.owed && matches!(hook, Some("flush" | "leave"));
        self.owed &= !paid;
        Did { events: vec![event], hooks: hook.into_iter().collect(), paid, ..Did::default() }
    }

    /// A context that changed during a guard's life is reported, once.
    fn reports(&mut self, token: Token) -> Vec<ViolationKind> {
        if token.in_interrupt == self.in_interrupt || self.reported {
            return Vec::new();
        }
        self.reported = true;
        vec![ViolationKind::InterruptChanged]
    }
}
