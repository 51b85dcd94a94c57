//! [`Translation`]: all that walkers may find for one address, and all that the TLBs may have kept.

use std::collections::BTreeMap;
use std::fmt;

use super::memory::{Memory, Seen};
use crate::CPUS;

/// A time: how many steps the model has done.
pub type Time = u32;

/// The value of memory that nobody has written for a walker to read.
pub const GARBAGE: u64 = u64::MAX;

const VALID: u64 = 1;
const TABLE: u64 = 1 << 1;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
const LEAF_LEVEL: usize = 3;
/// The lowest address bit that picks an entry of a table, by level.
const SHIFTS: [u32; LEAF_LEVEL + 1] = [39, 30, 21, 12];
/// The bits of an address that the operand of every TLBI has: a range's operand has the fewest.
const OPERAND: u64 = (1 << 49) - 1;

/// An outcome of an access.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// A translation fault.
    Fault,
    /// A translation by this leaf of this level.
    Leaf(u64, usize),
    /// Anywhere: a walker took garbage for an entry.
    Garbage,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault => f.write_str("a fault"),
            Self::Leaf(descriptor, level) => write!(f, "leaf {descriptor:#x} of level {level}"),
            Self::Garbage => f.write_str("garbage"),
        }
    }
}

/// The outcomes, each with the time when a walk from the root last came to it.
pub type Outcomes = BTreeMap<Outcome, Time>;

/// A run of addresses, in the bits that a TLBI has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    start: u64,
    length: u64,
}

impl Span {
    /// Returns the addresses of `pages` pages from `start` on, which may lack its upper bits.
    pub fn new(start: u64, pages: u64) -> Self {
        Self { start: start & OPERAND, length: pages << SHIFTS[LEAF_LEVEL] }
    }

    /// Returns whether the entry of `level` for `address` is that of an address of the span, too.
    fn has_entry_for(self, address: u64, level: usize) -> bool {
        let size = 1 << SHIFTS[level];
        let entry = address & OPERAND & !(size - 1);
        entry < self.start + self.length && self.start < entry + size
    }
}

/// The entries that a TLBI removes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The last-level entries for these addresses.
    Leaf(Span),
    /// The last-level entries for these addresses, and the tables on the way.
    Walk(Span),
    /// Everything.
    All,
}

/// Adds `more` to the outcomes.
pub fn merge(outcomes: &mut Outcomes, more: &Outcomes) {
    for (&outcome, &time) in more {
        let known = outcomes.entry(outcome).or_insert(time);
        *known = time.max(*known);
    }
}

/// The translation of one address, for the TLBs of all CPUs: each may have walked whenever another
/// one has.
#[derive(Clone, Debug)]
pub struct Translation {
    address: u64,
    root: u64,
    /// The tables that TLBs may hold for this address, by level, with the stores seen on the way
    /// and the time when a walk could last get there.
    tables: [BTreeMap<(u64, Seen), Time>; LEAF_LEVEL + 1],
    leaves: Outcomes,
    /// The time of its removal, while writes through it may be in flight.
    in_flight: Option<Time>,
}

impl Translation {
    /// Returns a translation that nothing has walked yet.
    pub fn new(root: u64, address: u64) -> Self {
        Self { address, root, tables: Default::default(), leaves: Outcomes::new(), in_flight: None }
    }

    /// Returns the address.
    pub fn address(&self) -> u64 {
        self.address
    }

    /// Walks in every way that is possible now, and returns the outcomes of an access that looks
    /// the address up now.
    pub fn walk(&mut self, memory: &Memory, now: Time) -> Outcomes {
        self.tables[0] = BTreeMap::from([((self.root, [0; CPUS]), now)]);
        let mut outcomes = Outcomes::new();
        for level in 0..=LEAF_LEVEL {
            for ((table, seen), time) in self.tables[level].clone() {
                for (descriptor, seen) in memory.read(self.entry(table, level), seen) {
                    match decode(descriptor, level) {
                        Ok(next) => {
                            let known = self.tables[level + 1].entry((next, seen)).or_insert(time);
                            *known = time.max(*known);
                        }
                        Err(Outcome::Fault) => {
                            merge(&mut outcomes, &Outcomes::from([(Outcome::Fault, time)]))
                        }
                        Err(leaf) => merge(&mut self.leaves, &Outcomes::from([(leaf, time)])),
                    }
                }
            }
        }
        merge(&mut outcomes, &self.leaves);
        outcomes
    }

    /// Returns the outcome that the program means: the one of its last stores.
    pub fn intended(&self, memory: &Memory) -> Outcome {
        let mut table = self.root;
        for level in 0.. {
            match decode(memory.latest(self.entry(table, level)), level) {
                Ok(next) => table = next,
                Err(outcome) => return outcome,
            }
        }
        unreachable!("level 3 has no tables");
    }

    /// Returns whether a write through this translation may still come.
    pub fn is_written(&self) -> bool {
        !self.leaves.is_empty() || self.in_flight.is_some()
    }

    /// Notes that writes that were in flight have arrived, if a broadcast executed at `time` was
    /// later than the removal.
    pub fn arrive(&mut self, time: Time) {
        self.in_flight = self.in_flight.filter(|&since| since >= time);
    }

    /// Notes that writes through the removed translations may be in flight.
    pub fn may_be_in_flight(&mut self, scope: Scope, time: Time, now: Time) {
        let address = self.address;
        if self.leaves.iter().any(|(&leaf, &walked)| walked < time && covers(scope, address, leaf))
        {
            self.in_flight = Some(now);
        }
    }

    /// Completes a TLBI that was executed at `time`: the TLBs lose all that was last walked before.
    pub fn invalidate(&mut self, scope: Scope, time: Time) {
        let address = self.address;
        self.leaves.retain(|&leaf, &mut walked| walked >= time || !covers(scope, address, leaf));
        for (level, tables) in self.tables.iter_mut().enumerate().skip(1) {
            let covered = match scope {
                Scope::All => true,
                Scope::Walk(span) => span.has_entry_for(address, level - 1),
                Scope::Leaf(_) => false,
            };
            tables.retain(|_, &mut walked| walked >= time || !covered);
        }
    }

    fn entry(&self, table: u64, level: usize) -> u64 {
        table + (self.address >> SHIFTS[level]) % 512 * 8
    }
}

/// Returns whether a TLBI removes this outcome of `address`. No TLB holds a fault.
pub fn covers(scope: Scope, address: u64, outcome: Outcome) -> bool {
    match (scope, outcome) {
        (_, Outcome::Fault) => false,
        (Scope::All, _) => true,
        (Scope::Leaf(span) | Scope::Walk(span), Outcome::Leaf(_, level)) => {
            span.has_entry_for(address, level)
        }
        (Scope::Leaf(span) | Scope::Walk(span), Outcome::Garbage) => {
            span.has_entry_for(address, LEAF_LEVEL)
        }
    }
}

/// Returns the table that an entry links, or the outcome if the walk ends there.
fn decode(descriptor: u64, level: usize) -> Result<u64, Outcome> {
    if descriptor == GARBAGE {
        return Err(Outcome::Garbage);
    }
    match (descriptor & VALID != 0, descriptor & TABLE != 0) {
        (true, true) if level < LEAF_LEVEL => Ok(descriptor & ADDRESS),
        (true, true) => Err(Outcome::Leaf(descriptor, level)),
        (true, false) if level == 1 || level == 2 => Err(Outcome::Leaf(descriptor, level)),
        _ => Err(Outcome::Fault),
    }
}
