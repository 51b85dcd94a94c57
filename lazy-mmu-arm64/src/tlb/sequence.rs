// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Sequence`]: the one place that every invalidation goes through; a [`Form`] says what differs.

use core::marker::PhantomData;

use super::features::Features;
use super::run::{Part, Ranges, Refused, Run};
use crate::cpu::{self, Tlbi};
use crate::rules::{El1, Regime};

/// The differences between sequences.
pub(crate) trait Form {
    type Regime: Regime;
    /// Invalidates last-level entries of one address, and of a range by [`Tlbi::of_range`].
    const LEAF: Tlbi;
    /// Invalidates entries of all levels.
    const WALK: Tlbi;
    /// Takes the place of too many operations.
    const MANY: Tlbi;
    /// Invalidates every entry, when an argument is wrong.
    const ALL: Tlbi;
    /// Whether the sequence reaches other CPUs, waits for them, and repeats for their errata.
    const BROADCAST: bool;
    /// Whether the sequence synchronises this CPU.
    const ISB: bool;
}

/// On every CPU of the inner-shareable domain.
pub(crate) struct Broadcast<R>(PhantomData<R>);

/// On this CPU.
pub(crate) struct Local<R>(PhantomData<R>);

/// On every CPU, for one ASID, and with no ISB.
pub(crate) enum OfAsid {}

impl<R: Regime> Form for Broadcast<R> {
    type Regime = R;
    const LEAF: Tlbi = R::LEAF;
    const WALK: Tlbi = R::WALK;
    const MANY: Tlbi = R::ALL;
    const ALL: Tlbi = R::ALL;
    const BROADCAST: bool = true;
    const ISB: bool = true;
}

impl<R: Regime> Form for Local<R> {
    type Regime = R;
    const LEAF: Tlbi = R::LEAF.local();
    const WALK: Tlbi = R::WALK.local();
    const MANY: Tlbi = R::ALL.local();
    const ALL: Tlbi = R::ALL.local();
    const BROADCAST: bool = false;
    const ISB: bool = true;
}

impl Form for OfAsid {
    type Regime = El1;
    const LEAF: Tlbi = Tlbi::Vale1is;
    const WALK: Tlbi = Tlbi::Vae1is;
    const MANY: Tlbi = Tlbi::Aside1is;
    const ALL: Tlbi = El1::ALL;
    const BROADCAST: bool = true;
    const ISB: bool = false;
}

/// A sequence that has begun: the stores before it reach the walkers. Its drop completes it.
pub(crate) struct Sequence<F: Form> {
    features: Features,
    /// The number of operations that may still come.
    room: u64,
    /// Bits \[63:48\] of each operand.
    asid: u64,
    /// Whether no operand is to come.
    is_ended: bool,
    form: PhantomData<F>,
}

impl<F: Form> Sequence<F> {
    #[inline(always)]
    pub(crate) fn begin(asid: u16) -> Self {
        // For a local form too: other CPUs may walk to these entries later, and it is half of the
        // pair that a section has deferred.
        cpu::dsb_ishst();
        // After the barrier, so that a CPU that is added meanwhile sees the stores, or is seen
        // here.
        let features = Features::current();
        let room = u64::from(features.bound()).saturating_sub(1);
        Self { features, room, asid: u64::from(asid) << 48, is_ended: false, form: PhantomData }
    }

    /// Invalidates one more run, by the walk form or by that of leaves. `false` if it was one too
    /// many: then everything is invalidated, and the caller ends the sequence.
    #[inline(always)]
    pub(crate) fn add<const WALK: bool>(&mut self, run: Run) -> bool {
        // By value, so that a short sequence stays in registers.
        let left = if self.features.ranges() && run.count > 1 {
            ranges::<F, WALK>(self.room, self.asid, run.address, run.count, run.size)
        } else {
            singles::<F, WALK>(self.room, self.asid, run)
        };
        match left {
            Some(left) => self.room = left,
            None => self.many(),
        }
        left.is_some()
    }

    /// Returns whether there is room for all of these runs. If not, everything is invalidated, and
    /// the caller ends the sequence.
    pub(crate) fn has_room_for(&mut self, mut runs: impl Iterator<Item = Run>) -> bool {
        let left = runs.try_fold(self.room, |room, run| {
            let ranges = if self.features.ranges() { in_ranges::<F>(run) } else { None };
            room.checked_sub(ranges.map_or(run.count.max(1), |ranges| counted(room, ranges)))
        });
        if left.is_none() {
            self.many();
        }
        left.is_some()
    }

    /// Invalidates everything of the form, in place of too many operations.
    #[inline(always)]
    pub(crate) fn many(&mut self) {
        cpu::tlbi(F::MANY, if matches!(F::MANY, Tlbi::Aside1is) { self.asid } else { 0 });
        self.is_ended = true;
    }

    /// Invalidates every entry.
    #[inline(always)]
    pub(crate) fn all(&mut self) {
        cpu::tlbi(F::ALL, 0);
        self.is_ended = true;
    }

    #[inline(always)]
    pub(crate) fn end(mut self) {
        self.is_ended = true;
    }
}

/// Issues an operation for each leaf. Returns the room that is left, or `None` if it was too
/// little.
#[inline(always)]
fn singles<F: Form, const WALK: bool>(room: u64, asid: u64, run: Run) -> Option<u64> {
    let left = room.checked_sub(run.count.max(1))?;
    for operand in run.singles() {
        cpu::tlbi(const { operation::<F>(WALK) }, asid | operand);
    }
    Some(left)
}

/// Does the same by ranges. Not inlined, because it is longer than the rest of the sequence.
#[inline(never)]
fn ranges<F: Form, const WALK: bool>(
    mut room: u64,
    asid: u64,
    address: u64,
    count: u64,
    size: u64,
) -> Option<u64> {
    let run = Run { address, count, size };
    let Some(ranges) = in_ranges::<F>(run) else { return singles::<F, WALK>(room, asid, run) };
    // Asked before the first one, so that too many are never begun. There are at most six, and
    // three for each length of the longest; where all of these fit, they aren't counted.
    let most = (count.saturating_mul(size) / LONGEST).saturating_mul(3).saturating_add(6);
    if most > room && counted(room, ranges.clone()) > room {
        return None;
    }
    for part in ranges {
        room = room.saturating_sub(1);
        match part {
            Part::Single(operand) => cpu::tlbi(const { operation::<F>(WALK) }, asid | operand),
            Part::Range(operand) => {
                cpu::tlbi(const { operation::<F>(WALK).of_range() }, asid | operand)
            }
        }
    }
    Some(room)
}

/// The bound of a range's length: leaves of this size have no use for one.
const LONGEST: u64 = 1 << 32;

/// Returns a run in ranges, if its granule is known. It is read at each use: an operation with a
/// wrong one need invalidate nothing.
#[inline(always)]
fn in_ranges<F: Form>(run: Run) -> Option<Ranges> {
    if run.count <= 1 || run.size >= LONGEST {
        return None;
    }
    F::Regime::granule(run.address).map(|granule| run.ranges(granule))
}

/// Returns the number of these, up to one more than there is room for.
fn counted(room: u64, ranges: Ranges) -> u64 {
    ranges.zip(0..=room).count() as u64
}

const fn operation<F: Form>(is_walk: bool) -> Tlbi {
    if is_walk { F::WALK } else { F::LEAF }
}

impl<F: Form> Drop for Sequence<F> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.is_ended {
            // The caller's iterator has panicked. While this unwinds, the pages that it would have
            // named may be given back.
            cpu::tlbi(F::ALL, 0);
        }
        if F::BROADCAST {
            cpu::dsb_ish();
            mend::<F::Regime>(self.features);
        } else {
            cpu::dsb_nsh();
        }
        if F::ISB {
            cpu::isb();
        }
    }
}

/// Issues the erratum's second invalidation. It stands after the DSB that completes the first one:
/// before that it would do nothing.
#[inline(always)]
pub(crate) fn mend<R: Regime>(features: Features) {
    if features.repeat() {
        cpu::tlbi(R::REPEATED, 0);
        cpu::dsb_ish();
    }
}

/// Invalidates one run in one sequence. Executes nothing for no leaves of a valid size.
#[inline(always)]
#[track_caller]
pub(crate) fn one<F: Form, const WALK: bool>(asid: u16, address: u64, count: usize, size: u64) {
    let run = accept::<F>(Run::new(address, count as u64, size));
    if count == 0 && !WALK {
        return;
    }
    let mut sequence = Sequence::<F>::begin(asid);
    sequence.add::<WALK>(run);
    sequence.end();
}

#[inline(always)]
pub(crate) fn everything<F: Form>() {
    let mut sequence = Sequence::<F>::begin(0);
    sequence.all();
    sequence.end();
}

/// Returns the argument, or invalidates everything and panics: while the panic unwinds, the
/// unmapped pages may be given back.
#[inline(always)]
#[track_caller]
pub(crate) fn accept<F: Form>(run: Result<Run, Refused>) -> Run {
    match run {
        Ok(run) => run,
        Err(refused) => refuse::<F>(refused),
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse<F: Form>(refused: Refused) -> ! {
    everything::<F>();
    panic!("{refused}");
}
