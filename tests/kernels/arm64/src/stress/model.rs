//! What a program must cost, by SPEC.md alone: nothing here looks at a slot or executes a barrier.

use core::fmt;
use core::ops::Add;

/// The mode of one context, and what it has had to execute so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Model {
    /// It is a handler: nothing counts and nothing is deferred.
    pub in_handler: bool,
    /// Open sections that count.
    pub enable: u8,
    /// Open pauses.
    pub pause: u8,
    /// A pair is owed.
    pub owes: bool,
    /// What had to be executed.
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

impl Model {
    pub(super) fn is_active(&self) -> bool {
        self.enable > 0 && self.pause == 0 && !self.in_handler
    }

    /// A section begins. Says whether it counts.
    pub(super) fn enable(&mut self) -> bool {
        let counts = !self.in_handler && self.pause == 0;
        self.enable += u8::from(counts);
        counts
    }

    /// It ends.
    pub(super) fn disable(&mut self, counted: bool) {
        let was_active = self.is_active();
        self.enable -= u8::from(counted);
        if was_active {
            self.pay();
        }
    }

    /// A section that was suspended goes on: under a pause too.
    pub(super) fn restart(&mut self, counted: bool) {
        self.enable += u8::from(counted);
    }

    pub(super) fn pause(&mut self) {
        if self.is_active() {
            self.pay();
        }
        self.pause += u8::from(!self.in_handler);
    }

    pub(super) fn resume(&mut self) {
        self.pause -= u8::from(!self.in_handler);
    }

    pub(super) fn flush(&mut self) {
        if self.is_active() {
            self.pay();
        }
    }

    /// A store that owes a pair.
    pub(super) fn owe(&mut self) {
        if self.is_active() {
            self.owes = true;
        } else {
            self.emit();
        }
    }

    /// `map_pages`: a section with a store for each page.
    pub(super) fn map(&mut self, pages: u64) {
        let counted = self.enable();
        for _ in 0..pages {
            self.owe();
        }
        self.disable(counted);
    }

    /// `protect_pages` or `unmap_pages`: a section with one sequence of invalidations, `dsb ishst; tlbi …; dsb ish; isb`.
    pub(super) fn change(&mut self, pages: u64) {
        let counted = self.enable();
        self.cost.dsb += 2;
        self.cost.dsb_ishst += 1;
        self.cost.isb += 1;
        self.cost.tlbi += pages;
        self.disable(counted);
    }

    /// A translation fault: `settle_fault` emits exactly one pair, which pays what is owed, and asks the MMU, for which an ISB more must
    /// stand between question and answer.
    pub(super) fn fault(&mut self) {
        self.emit();
        self.cost.isb += 1;
        self.owes &= !self.is_active();
    }

    fn pay(&mut self) {
        if self.owes {
            self.emit();
            self.owes = false;
        }
    }

    fn emit(&mut self) {
        self.cost.dsb += 1;
        self.cost.dsb_ishst += 1;
        self.cost.isb += 1;
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
        write!(f, "dsb={} dsb_ishst={} isb={} dmb=0 tlbi={}", self.dsb, self.dsb_ishst, self.isb, self.tlbi)
    }
}
