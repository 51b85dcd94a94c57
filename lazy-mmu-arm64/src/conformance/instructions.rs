// SPDX-License-Identifier: MIT OR Apache-2.0
//! The claims about instructions: the executed barriers and invalidations, in their order.

use core::fmt;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

use lazy_mmu_core::LazyMmuGuard;

use super::outcome::{Outcome, Problem, Stop, check};
use super::subject::Subject;
use crate::{change_pte, set_pte, tlb};

/// A barrier or an invalidation, by its encoding (Arm Architecture Reference Manual for A-profile,
/// C6.2, "DSB", "ISB", "DMB"; C5.5, "TLBI").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    DsbIshst,
    DsbIsh,
    OtherDsb,
    Dmb,
    Isb,
    Tlbi,
}

impl Kind {
    const fn of(instruction: u32) -> Option<Self> {
        match instruction {
            0xd503_3a9f => Some(Self::DsbIshst),
            0xd503_3b9f => Some(Self::DsbIsh),
            _ if instruction & !0xf00 == 0xd503_309f || instruction & !0xc00 == 0xd503_323f => {
                Some(Self::OtherDsb)
            }
            _ if instruction & !0xf00 == 0xd503_30bf => Some(Self::Dmb),
            _ if instruction & !0xf00 == 0xd503_30df => Some(Self::Isb),
            // SYS with CRn of 8, and of 9 for those with nXS.
            _ if instruction & 0xfff8_e000 == 0xd508_8000 => Some(Self::Tlbi),
            _ => None,
        }
    }
}

/// The length of the list: longer than any sequence of the suite.
const MOST: usize = 16;

/// The barriers and invalidations of the call that was stepped last. One list is enough: `run` runs
/// once at a time.
static SEEN: [AtomicU32; MOST] = [const { AtomicU32::new(0) }; MOST];
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A copy of that list.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    kinds: [Option<Kind>; MOST],
    number: usize,
}

fn see(instruction: u32) {
    if Kind::of(instruction).is_some() {
        let number = NUMBER.load(Relaxed);
        NUMBER.store(number + 1, Relaxed);
        if let Some(place) = SEEN.get(number) {
            place.store(instruction, Relaxed);
        }
    }
}

fn step<S: Subject>(f: fn()) -> Result<Seen, Stop> {
    NUMBER.store(0, Relaxed);
    if !S::step(f, see) {
        return Err(Stop::Skipped("the subject cannot step through instructions"));
    }
    let number = NUMBER.load(Relaxed);
    let mut kinds = [None; MOST];
    for (kind, instruction) in kinds.iter_mut().zip(&SEEN).take(number) {
        *kind = Kind::of(instruction.load(Relaxed));
    }
    Ok(Seen { kinds, number })
}

impl Seen {
    fn is(&self, kinds: &[Kind]) -> bool {
        self.number == kinds.len()
            && kinds.iter().zip(self.kinds).all(|(expected, found)| found == Some(*expected))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.number == 0 {
            return f.write_str("none");
        }
        for (index, kind) in self.kinds.iter().flatten().enumerate() {
            let before = if index == 0 { "" } else { "; " };
            let name = match kind {
                Kind::DsbIshst => "dsb ishst",
                Kind::DsbIsh => "dsb ish",
                Kind::OtherDsb => "another dsb",
                Kind::Dmb => "dmb",
                Kind::Isb => "isb",
                Kind::Tlbi => "tlbi",
            };
            write!(f, "{before}{name}")?;
        }
        if self.number > MOST { write!(f, " and {} more", self.number - MOST) } else { Ok(()) }
    }
}

const PAIR: &[Kind] = &[Kind::DsbIshst, Kind::Isb];

pub(super) fn eager<S: Subject>() -> Outcome {
    let found = step::<S>(store::<S>)?;
    check("`set_pte`, outside sections", found.is(PAIR), || Problem::Executed {
        expected: "dsb ishst; isb",
        found,
    })
}

pub(super) fn deferred<S: Subject>() -> Outcome {
    let _section = LazyMmuGuard::<S::Mode>::enable();
    let found = step::<S>(store::<S>)?;
    check("`set_pte`, in a section", found.is(&[]), || Problem::Executed {
        expected: "no barrier",
        found,
    })
}

pub(super) fn section<S: Subject>() -> Outcome {
    let found = step::<S>(section_of_two_stores::<S>)?;
    check("a section with two stores", found.is(PAIR), || Problem::Executed {
        expected: "dsb ishst; isb",
        found,
    })
}

/// Accepts the sequence with the second operation for CPUs that need it, or without.
pub(super) fn invalidation<S: Subject>() -> Outcome {
    use Kind::{DsbIsh, DsbIshst, Isb, Tlbi};
    store::<S>();
    change_pte(&S::scratch().entries[0], 0);
    let found = step::<S>(|| {
        let scratch = S::scratch();
        tlb::invalidate::<S::Regime>(scratch.address, 1, scratch.page_size);
    })?;
    let once = found.is(&[DsbIshst, Tlbi, DsbIsh, Isb]);
    let twice = found.is(&[DsbIshst, Tlbi, DsbIsh, Tlbi, DsbIsh, Isb]);
    let expected = "dsb ishst; tlbi; dsb ish; isb, with or without a second tlbi; dsb ish";
    check("`tlb::invalidate` of one page", once || twice, || Problem::Executed { expected, found })
}

pub(super) fn switch_out<S: Subject>() -> Outcome {
    let found = step::<S>(crate::switch_out)?;
    check("`switch_out`", found.is(&[Kind::DsbIsh]), || Problem::Executed {
        expected: "dsb ish",
        found,
    })
}

fn store<S: Subject>() {
    let scratch = S::scratch();
    set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
}

fn section_of_two_stores<S: Subject>() {
    let _section = LazyMmuGuard::<S::Mode>::enable();
    let scratch = S::scratch();
    set_pte::<S::Mode>(&scratch.entries[0], scratch.leaves[0]);
    set_pte::<S::Mode>(&scratch.entries[1], scratch.leaves[1]);
}
