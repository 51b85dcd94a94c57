//! The cost that a program must have: the barriers and invalidations that follow from what the
//! model of the mode says it did. Nothing here looks at a slot or executes a barrier.

use core::fmt;
use core::ops::Add;

use model_mode::{Keeps, Model, Seen};

/// The mode of one context, and what it has had to execute so far.
#[derive(Clone, Debug)]
pub struct Predicted {
    /// The mode.
    pub(super) mode: Model,
    /// The instructions that had to be executed.
    pub cost: Cost,
}

/// Barriers and invalidations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// Data synchronization barriers.
    pub dsb: u64,
    /// Of those, the ones that are `ishst`. Nothing but the mode and the invalidations has those.
    pub dsb_ishst: u64,
    /// Instruction synchronization barriers.
    pub isb: u64,
    /// TLB invalidations.
    pub tlbi: u64,
}

impl Predicted {
    pub(super) fn new(in_handler: bool) -> Self {
        let mut mode = Model::new(Keeps::Bit);
        if in_handler {
            mode.irq_enter();
        }
        Self { mode, cost: Cost::default() }
    }

    /// A step of the mode: each time that it settles something, it executes a barrier pair.
    ///
    /// # Panics
    ///
    /// If it breaks a promise: these programs break none.
    pub(super) fn does<R>(&mut self, step: impl FnOnce(&mut Model) -> R) -> R {
        let answer = step(&mut self.mode);
        let did = self.mode.take();
        assert!(!did.seen().any(|seen| matches!(seen, Seen::Reported(..))), "{did:?}");
        let pairs = did.settled as u64;
        self.cost = self.cost + Cost { dsb: pairs, dsb_ishst: pairs, isb: pairs, tlbi: 0 };
        answer
    }

    /// `map_pages`: a section with a store for each page.
    pub(super) fn map(&mut self, pages: u64) {
        let section = self.does(Model::enable);
        for _ in 0..pages {
            self.does(Model::store);
        }
        self.does(|mode| mode.disable(section));
    }

    /// `protect_pages` or `unmap_pages`: a section with one sequence of invalidations,
    /// `dsb ishst; tlbi …; dsb ish; isb`. The CPU has range operations, of which one is for an even
    /// number of pages up to 64.
    pub(super) fn change(&mut self, pages: u64) {
        let section = self.does(Model::enable);
        self.cost = self.cost
            + Cost { dsb: 2, dsb_ishst: 1, isb: 1, tlbi: u64::from(pages > 1) + pages % 2 };
        self.does(|mode| mode.disable(section));
    }

    /// A translation fault: `settle_fault` flushes what is deferred, and then executes
    /// `dsb ish; isb`. Then it asks the MMU, for which an ISB more must stand between question and
    /// answer.
    pub(super) fn fault(&mut self) {
        self.does(Model::flush);
        self.cost = self.cost + Cost { dsb: 1, dsb_ishst: 0, isb: 2, tlbi: 0 };
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            dsb: self.dsb + other.dsb,
            dsb_ishst: self.dsb_ishst + other.dsb_ishst,
            isb: self.isb + other.isb,
            tlbi: self.tlbi + other.tlbi,
        }
    }
}

/// As the harness reads it. No table is installed, so no DMB is due.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "dsb={} dsb_ishst={} isb={} dmb=0 tlbi={}",
            self.dsb, self.dsb_ishst, self.isb, self.tlbi
        )
    }
}
