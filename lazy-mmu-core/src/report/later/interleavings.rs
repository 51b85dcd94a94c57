// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of [`Reports`] in every interleaving of two contexts: two CPUs, or a handler on top of a
//! task.
//!
//! Each atomic access of the word under test waits for its turn. A schedule says whose turn it is
//! at each step, and all schedules are tried. The words of other kinds stay 0, so the place of
//! their loads makes no difference.

extern crate std;

use core::cell::Cell;
use core::ptr;
use core::sync::atomic::{AtomicU32, Ordering, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, PoisonError};
use std::vec::Vec;
use std::{thread, thread_local, vec};

use super::{Report, Reports, pack};
use crate::report::ViolationKind::{self, EnableOverflow, UnpairedResume};
use crate::report::{Counts, Violation};

/// An [`AtomicU32`] whose accesses are steps of a schedule.
pub struct Word(AtomicU32);

impl Word {
    pub const fn new(value: u32) -> Self {
        Self(AtomicU32::new(value))
    }

    fn step(&self) {
        if let Some((me, _)) = ME.get().filter(|&(_, word)| ptr::eq(word, self)) {
            turn(me);
        }
    }

    pub fn load(&self, ordering: Ordering) -> u32 {
        self.step();
        self.0.load(ordering)
    }

    pub fn swap(&self, value: u32, ordering: Ordering) -> u32 {
        self.step();
        self.0.swap(value, ordering)
    }

    /// As the real one: its load and its compare-and-swap are a step each.
    pub fn fetch_update(
        &self,
        set: Ordering,
        fetch: Ordering,
        f: impl Fn(u32) -> Option<u32>,
    ) -> Result<u32, u32> {
        let mut old = self.load(fetch);
        while let Some(new) = f(old) {
            self.step();
            match self.0.compare_exchange(old, new, set, fetch) {
                Ok(old) => return Ok(old),
                Err(found) => old = found,
            }
        }
        Err(old)
    }
}

/// The schedule: the choices so far, and how many of them were used.
struct Turns {
    /// For each step, the context, and whether there was another one to choose.
    chosen: Vec<(usize, bool)>,
    used: usize,
    /// The contexts that have not ended.
    live: [bool; 2],
    /// The contexts that wait at a step.
    at_step: [bool; 2],
}

static TURNS: Mutex<Turns> =
    Mutex::new(Turns { chosen: Vec::new(), used: 0, live: [false; 2], at_step: [false; 2] });
static CHANGED: Condvar = Condvar::new();
/// Lets one test run at a time.
static ONE: Mutex<()> = Mutex::new(());

// The number of this thread, 0 or 1, and the word that it waits at.
thread_local!(static ME: Cell<Option<(usize, *const Word)>> = const { Cell::new(None) });

fn turn(me: usize) {
    let mut turns = TURNS.lock().unwrap();
    turns.at_step[me] = true;
    CHANGED.notify_all();
    loop {
        // All live contexts have come to a step, so each run chooses between the same steps.
        if turns.live == turns.at_step {
            if turns.used == turns.chosen.len() {
                let both = turns.live == [true; 2];
                let first = usize::from(!turns.live[0]);
                turns.chosen.push((first, both));
            }
            if turns.chosen[turns.used].0 == me {
                turns.used += 1;
                turns.at_step[me] = false;
                return;
            }
        }
        turns = CHANGED.wait(turns).unwrap();
    }
}

/// Runs the two in every order of their steps, and hands each end to `check`. Returns the number of
/// orders.
fn interleaved<T: Send>(
    contexts: [fn(&Reports) -> T; 2],
    check: impl Fn(&Reports, [T; 2]),
) -> usize {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut schedules = 0;
    let mut chosen = Vec::new();
    loop {
        *TURNS.lock().unwrap() = Turns { chosen, used: 0, live: [true; 2], at_step: [false; 2] };
        let reports = Reports::new();
        let answers = thread::scope(|scope| {
            let threads = [0, 1].map(|me| {
                let (reports, context) = (&reports, contexts[me]);
                scope.spawn(move || {
                    ME.set(Some((me, &raw const reports.words[EnableOverflow as usize])));
                    let answer = context(reports);
                    TURNS.lock().unwrap().live[me] = false;
                    CHANGED.notify_all();
                    answer
                })
            });
            threads.map(|thread| thread.join().unwrap())
        });
        check(&reports, answers);
        schedules += 1;
        // The next schedule changes the last choice that had an alternative.
        chosen = core::mem::take(&mut TURNS.lock().unwrap().chosen);
        while let Some((context, had_another)) = chosen.pop() {
            if had_another && context == 0 {
                chosen.push((1, true));
                break;
            }
        }
        if chosen.is_empty() {
            return schedules;
        }
    }
}

const fn violation(kind: ViolationKind, enable: u8) -> Violation {
    Violation { kind, counts: Counts { enable, pause: 0 } }
}

fn taken(reports: &Reports) -> Vec<Report> {
    core::iter::from_fn(|| reports.take()).collect()
}

#[test]
fn two_that_remember_are_both_counted_in_every_order_of_their_steps() {
    let contexts: [fn(&Reports); 2] = [
        |reports| reports.remember(violation(EnableOverflow, 1)),
        |reports| reports.remember(violation(EnableOverflow, 2)),
    ];
    let schedules = interleaved(contexts, |reports, _| {
        let [report] = taken(reports)[..] else { panic!("one kind") };
        assert_eq!(report.times, 2);
        assert!(
            matches!(report.violation.counts.enable, 1 | 2),
            "the counts of one of them: {report}"
        );
    });
    assert_eq!(
        schedules, 6,
        "each takes two steps, and a compare-and-swap that is tried again comes last"
    );
}

#[test]
fn what_is_remembered_while_another_one_takes_is_handed_out_once() {
    let contexts: [fn(&Reports) -> Vec<Report>; 2] = [
        |reports| {
            reports.remember(violation(EnableOverflow, 1));
            reports.remember(violation(EnableOverflow, 2));
            vec![]
        },
        |reports| reports.take().into_iter().collect(),
    ];
    interleaved(contexts, |reports, [_, during]| {
        let after = taken(reports);
        let all = during
            .iter()
            .chain(&after)
            .map(|report| (report.violation.counts.enable, report.times))
            .collect::<Vec<_>>();
        assert!(matches!(all[..], [(1, 2)] | [(1, 1), (2, 1)]), "{all:?}");
    });
}

#[test]
fn two_that_take_share_out_what_is_remembered() {
    let take_after_one: [fn(&Reports) -> Vec<Report>; 2] = [
        |reports| {
            reports.remember(violation(EnableOverflow, 1));
            taken(reports)
        },
        taken,
    ];
    interleaved(take_after_one, |reports, [first, second]| {
        assert_eq!(taken(reports), []);
        let all = [first, second].concat();
        assert_eq!(all, [Report { violation: violation(EnableOverflow, 1), times: 1 }]);
    });
}

#[test]
fn all_kinds_are_kept_apart_and_handed_out_from_the_first_to_the_last() {
    let mut kinds = vec![ViolationKind::FIRST];
    while let Some(next) = kinds.last().copied().and_then(ViolationKind::next) {
        kinds.push(next);
    }
    let reports = Reports::new();
    for kind in kinds.iter().rev() {
        reports.remember(violation(*kind, *kind as u8));
    }
    let expected = kinds
        .iter()
        .map(|&kind| Report { violation: violation(kind, kind as u8), times: 1 })
        .collect::<Vec<_>>();
    assert_eq!(taken(&reports), expected);
    // The kinds are numbered from 0 without a gap, so as many as the highest number says were
    // handed out.
    let highest = kinds.iter().map(|&kind| kind as usize).max();
    assert_eq!(highest, Some(kinds.len() - 1), "`next` leaves a kind out");
    assert_eq!(kinds.last(), Some(&UnpairedResume));
}

#[test]
fn the_count_stays_at_its_highest_and_the_counters_are_the_firsts() {
    let reports = Reports::new();
    let first = Counts { enable: 255, pause: 0 };
    let _ = reports.words[UnpairedResume as usize].swap(pack((first, u16::MAX - 1)), Relaxed);
    (0..2).for_each(|_| reports.remember(violation(UnpairedResume, 0)));
    assert_eq!(
        taken(&reports),
        [Report { violation: violation(UnpairedResume, 255), times: u16::MAX }]
    );
}
