//! [`Model`]: the mode as its table and its words define it, with plain counters.

mod scheduler;

use lazy_mmu_core::ViolationKind;

/// One slot, and what its platform answers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    state: State,
    /// `Platform::in_interrupt`.
    in_interrupt: bool,
    reported: Vec<ViolationKind>,
    pins: i32,
    /// The slot keeps the debt as a bit, and not the architecture in a queue that the mode does not look into.
    owes_by_bit: bool,
}

/// What a handler must leave as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    e: u8,
    p: u8,
    /// Paused for good.
    stuck: bool,
    /// Depth of the handlers that the slot knows of.
    handlers: u8,
    owed: bool,
}

/// What a guard remembers of its constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Counted,
    InHandler,
    InPause,
    FullOfSections,
    FullOfPauses,
}

/// What a step did.
#[derive(Debug, Default)]
pub struct Did {
    /// Calls that moved a counter or reached a hook, as the table has them.
    pub events: Vec<String>,
    /// What an architecture with a queue sees: its hooks, and what is put into it.
    pub queue: Vec<&'static str>,
    /// Debts paid, and stores that took effect at once.
    pub payments: usize,
    /// With E and P.
    pub reports: Vec<(ViolationKind, u8, u8)>,
}

impl Model {
    pub fn new(owes_by_bit: bool) -> Self {
        Self { owes_by_bit, ..Self::default() }
    }

    pub fn counts(&self) -> (u8, u8) {
        (self.state.e, self.state.p)
    }

    pub fn owes(&self) -> bool {
        self.state.owed
    }

    pub fn pins(&self) -> i32 {
        self.pins
    }

    /// Of the task, whether or not a handler runs on top of it.
    pub fn task_is_active(&self) -> bool {
        self.state.e > 0 && self.state.p == 0
    }

    pub fn in_handler(&self) -> bool {
        self.in_interrupt || self.state.handlers > 0
    }

    pub fn is_active(&self) -> bool {
        self.task_is_active() && !self.in_handler()
    }

    /// A pause too many was made: it stays.
    pub fn is_stuck(&self) -> bool {
        self.state.stuck
    }

    pub fn set_in_interrupt(&mut self, in_interrupt: bool) {
        self.in_interrupt = in_interrupt;
    }

    pub fn store(&mut self, did: &mut Did) {
        if self.is_active() {
            self.state.owed = true;
            did.queue.push("queued");
        } else {
            did.payments += 1;
        }
    }

    pub fn flush(&mut self, did: &mut Did) {
        if self.is_active() {
            self.reach("flush", Some("flush"), did);
        }
    }

    pub fn enable(&mut self, did: &mut Did) -> Token {
        if self.in_handler() {
            Token::InHandler
        } else if self.state.p > 0 {
            Token::InPause
        } else {
            self.begin_section(did)
        }
    }

    /// The level that `token` counted begins again.
    pub fn restart(&mut self, token: Token, did: &mut Did) -> Token {
        match token {
            Token::Counted if self.in_handler() => Token::InHandler,
            Token::Counted => self.begin_section(did),
            other => other,
        }
    }

    fn begin_section(&mut self, did: &mut Did) -> Token {
        if self.state.e == u8::MAX {
            return Token::FullOfSections;
        }
        self.state.e += 1;
        self.pins += 1;
        self.reach("enable", (self.state.e == 1 && self.state.p == 0).then_some("enter"), did);
        Token::Counted
    }

    pub fn disable(&mut self, token: Token, did: &mut Did) {
        if token == Token::Counted {
            self.end_section(did);
            self.end_counted(did);
        } else if !self.began_and_ends_in_interrupt(token) {
            self.flush_by_disable(did);
            self.end_uncounted(token, did);
        }
    }

    /// As [`Model::disable`], of a section whose debt goes to the one around it.
    pub fn disable_owing(&mut self, token: Token, did: &mut Did) {
        if token != Token::Counted {
            if !self.began_and_ends_in_interrupt(token) {
                self.end_uncounted(token, did);
            }
        } else {
            if self.state.e > 1 && self.state.p == 0 && self.state.handlers == 0 {
                self.state.e -= 1;
                self.reach("disable", None, did);
            } else {
                self.end_section(did);
            }
            self.end_counted(did);
        }
    }

    fn flush_by_disable(&mut self, did: &mut Did) {
        if self.is_active() {
            self.reach("disable", Some("flush"), did);
        }
    }

    fn end_section(&mut self, did: &mut Did) {
        if self.state.e == 0 {
            self.reach("disable", Some("flush"), did);
            return self.report(ViolationKind::UnpairedDisable, did);
        }
        self.state.e -= 1;
        let hook = match (self.state.p, self.state.e) {
            (1.., _) => None,
            (0, 0) => Some("leave"),
            (0, _) => Some("flush"),
        };
        self.reach("disable", hook, did);
        self.report_end_in_a_handler(did);
    }

    pub fn pause(&mut self, did: &mut Did) -> Token {
        if self.in_handler() {
            return Token::InHandler;
        }
        if self.state.p == u8::MAX {
            self.state.stuck = true;
            return Token::FullOfPauses;
        }
        self.state.p += 1;
        self.pins += 1;
        self.reach("pause", (self.state.p == 1 && self.state.e > 0).then_some("leave"), did);
        Token::Counted
    }

    pub fn resume(&mut self, token: Token, did: &mut Did) {
        if token == Token::Counted {
            self.end_pause(did);
            self.end_counted(did);
        } else if !self.began_and_ends_in_interrupt(token) {
            self.end_uncounted(token, did);
        }
    }

    fn end_pause(&mut self, did: &mut Did) {
        if self.state.p == 0 {
            self.reach("resume", Some("flush"), did);
            return self.report(ViolationKind::UnpairedResume, did);
        }
        if !self.state.stuck {
            self.state.p -= 1;
            self.reach("resume", self.task_is_active().then_some("enter"), did);
        }
        self.report_end_in_a_handler(did);
    }

    /// What was counted in task context ends in a handler that the slot knows of.
    fn report_end_in_a_handler(&mut self, did: &mut Did) {
        if self.state.handlers > 0 {
            self.report(ViolationKind::InterruptChanged, did);
        }
    }

    fn end_counted(&mut self, did: &mut Did) {
        self.pins -= 1;
        if self.in_interrupt {
            self.report(ViolationKind::InterruptChanged, did);
        }
    }

    fn end_uncounted(&mut self, token: Token, did: &mut Did) {
        match token {
            Token::FullOfSections => self.report_at(ViolationKind::EnableOverflow, u8::MAX, 0, did),
            Token::FullOfPauses => self.report_at(ViolationKind::PauseOverflow, self.state.e, u8::MAX, did),
            _ => {}
        }
        if (token == Token::InHandler) != self.in_handler() {
            self.report(ViolationKind::InterruptChanged, did);
        }
    }

    /// There may be no slot to ask, as early in boot.
    fn began_and_ends_in_interrupt(&self, token: Token) -> bool {
        token == Token::InHandler && self.in_interrupt
    }

    pub fn raw_enable(&mut self, did: &mut Did) {
        if self.enable(did) == Token::FullOfSections {
            self.disable(Token::FullOfSections, did);
        }
    }

    pub fn raw_disable(&mut self, did: &mut Did) {
        if !self.in_handler() && self.state.p == 0 {
            self.pins -= i32::from(self.state.e > 0);
            self.end_section(did);
        }
    }

    pub fn raw_pause(&mut self, did: &mut Did) {
        if self.pause(did) == Token::FullOfPauses {
            // The `resume` of this one cannot know.
            self.pins += 1;
            self.end_uncounted(Token::FullOfPauses, did);
        }
    }

    pub fn raw_resume(&mut self, did: &mut Did) {
        if !self.in_handler() {
            self.pins -= i32::from(self.state.p > 0);
            self.end_pause(did);
        }
    }

    /// The counter has moved; now the hook runs.
    fn reach(&mut self, call: &str, hook: Option<&'static str>, did: &mut Did) {
        let State { e, p, .. } = self.state;
        did.events.push(format!("{call} -> {} E={e} P={p}", hook.unwrap_or("-")));
        did.queue.extend(hook);
        if matches!(hook, Some("flush" | "leave")) {
            did.payments += usize::from(self.state.owed);
            self.state.owed = false;
        }
    }

    fn report(&mut self, kind: ViolationKind, did: &mut Did) {
        let (e, p) = self.counts();
        self.report_at(kind, e, p, did);
    }

    /// Each kind once.
    fn report_at(&mut self, kind: ViolationKind, e: u8, p: u8, did: &mut Did) {
        if !self.reported.contains(&kind) {
            self.reported.push(kind);
            did.reports.push((kind, e, p));
        }
    }
}
