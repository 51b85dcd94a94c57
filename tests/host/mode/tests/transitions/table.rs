//! [`Table`]: the transitions of SPEC.md, and which row applies.

use lazy_mmu_core::{Hook, ViolationKind};

/// The rows, in their order.
#[derive(Clone, Debug)]
pub struct Table(pub Vec<Row>);

#[derive(Clone, Debug)]
pub struct Row {
    pub line: usize,
    pub call: String,
    pub when: Condition,
    pub then: Then,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Then {
    /// As the rows of another call say.
    As(String),
    Does(Does),
}

/// The effects, hook and reports of a call.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Does {
    pub effects: Vec<Effect>,
    pub hook: Option<Hook>,
    pub reports: Vec<Report>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Counter {
    E,
    P,
    D,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Effect {
    Up(Counter),
    Down(Counter),
    Zero(Counter),
    /// The counter goes down to what the handler found, if it is above.
    AtMostFound(Counter),
    /// D goes back to what the handler found.
    DepthAsFound,
    /// D goes down by one, except from 0 and 255.
    AsByIrqExit,
    Sticks,
    Deferred,
}

/// A violation, in the situations where it is reported, and its counters if they are not those that
/// the call leaves.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    pub kind: ViolationKind,
    pub enable: Option<u8>,
    pub pause: Option<u8>,
    pub when: Condition,
}

/// A condition: holds if all atoms of one of these lists hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition(pub Vec<Vec<Atom>>);

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Atom {
    Is(Counter, u8),
    Above(Counter, u8),
    /// The same for what the handler found.
    FoundIs(Counter, u8),
    FoundAbove(Counter, u8),
    InInterrupt,
    InHandler,
    InTask,
    Active,
    Stuck,
    Deferred,
    Made(Made),
    SlotChanged,
    /// Only mutants of the table use it.
    Never,
}

/// Where a guard was made that did not count.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Made {
    InHandler,
    InPause,
    AtDepth255,
}

/// The situation of a call: all that a condition may ask for.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Situation {
    pub e: u8,
    pub p: u8,
    pub d: u8,
    pub stuck: bool,
    /// Whether the slot has something deferred, also in a handler.
    pub deferred: bool,
    /// The answer of `Platform::in_interrupt`.
    pub platform_in_interrupt: bool,
    /// Where the guard that ends was made, if it did not count.
    pub made: Option<Made>,
    /// Whether the handler that ends changed the slot.
    pub found: Found,
    pub slot_changed: bool,
}

/// The counters that a handler found.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Found {
    pub e: u8,
    pub p: u8,
    pub d: u8,
    pub stuck: bool,
}

impl Situation {
    pub fn in_handler(&self) -> bool {
        self.platform_in_interrupt || self.d > 0
    }

    pub fn is_active(&self) -> bool {
        self.e > 0 && self.p == 0 && !self.in_handler()
    }

    fn counter(&self, counter: Counter) -> u8 {
        match counter {
            Counter::E => self.e,
            Counter::P => self.p,
            Counter::D => self.d,
        }
    }
}

impl Found {
    fn counter(&self, counter: Counter) -> u8 {
        match counter {
            Counter::E => self.e,
            Counter::P => self.p,
            Counter::D => self.d,
        }
    }
}

impl Atom {
    fn holds(self, situation: &Situation) -> bool {
        match self {
            Self::Is(counter, value) => situation.counter(counter) == value,
            Self::Above(counter, value) => situation.counter(counter) > value,
            Self::FoundIs(counter, value) => situation.found.counter(counter) == value,
            Self::FoundAbove(counter, value) => situation.found.counter(counter) > value,
            Self::InInterrupt => situation.platform_in_interrupt,
            Self::InHandler => situation.in_handler(),
            Self::InTask => !situation.in_handler(),
            Self::Active => situation.is_active(),
            Self::Stuck => situation.stuck,
            Self::Deferred => situation.deferred,
            Self::Made(made) => situation.made == Some(made),
            Self::SlotChanged => situation.slot_changed,
            Self::Never => false,
        }
    }
}

impl Condition {
    pub const ALWAYS: Self = Self(Vec::new());

    pub fn holds(&self, situation: &Situation) -> bool {
        self.0.is_empty()
            || self.0.iter().any(|atoms| atoms.iter().all(|atom| atom.holds(situation)))
    }
}

impl Table {
    /// Finds the first row that applies, and returns what it says, or `None` if no row applies.
    /// Calls `used` with the index of each row on the way: those that refer to another call, too.
    pub fn find(
        &self,
        call: &str,
        situation: &Situation,
        mut used: impl FnMut(usize),
    ) -> Option<&Does> {
        let mut call = call;
        // A row refers to a call whose rows may refer once more, and no further.
        for _ in 0..3 {
            let (index, row) = self
                .0
                .iter()
                .enumerate()
                .find(|(_, row)| row.call == call && row.when.holds(situation))?;
            used(index);
            match &row.then {
                Then::As(other) => call = other,
                Then::Does(does) => return Some(does),
            }
        }
        None
    }
}

pub const KINDS: [ViolationKind; 10] = [
    ViolationKind::EnableOverflow,
    ViolationKind::PauseOverflow,
    ViolationKind::UnpairedDisable,
    ViolationKind::UnpairedResume,
    ViolationKind::NotSettled,
    ViolationKind::RetiredInSection,
    ViolationKind::InterruptChanged,
    ViolationKind::HandlerChangedSlot,
    ViolationKind::SwitchedInSection,
    ViolationKind::SwitchedInHandler,
];
