//! `Gather`: one sequence for all that it has collected, and then the frames drop.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_arm64::El1;
use lazy_mmu_arm64::record::Instruction::{self, DsbIsh, DsbIshst, Isb, Tlbi as Step};
use lazy_mmu_arm64::record::{self, SystemRegister, Tlbi, set_system_register};
use lazy_mmu_arm64::tlb::{Gather, set_features};

use crate::{OPERAND, PAGE, PLAIN, RANGES, START};

/// An event: an instruction, or a frame that is given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Event {
    Did(Instruction),
    Freed(u64),
}

use Event::{Did, Freed};

/// A frame that notes when it is given back.
struct Frame<'a>(u64, &'a RefCell<Vec<Event>>);

impl Drop for Frame<'_> {
    fn drop(&mut self) {
        let mut events = self.1.borrow_mut();
        events.extend(record::take().into_iter().map(Did));
        events.push(Freed(self.0));
    }
}

type Gathered<'a, const N: usize> = Gather<El1, Frame<'a>, N>;

/// Returns all that happens while `f` fills a gather, up to the end of the gather's drop.
fn happens<const N: usize>(
    f: impl for<'a> FnOnce(&mut Gathered<'a, N>, &'a RefCell<Vec<Event>>),
) -> Vec<Event> {
    set_features(PLAIN);
    record::take();
    let events = RefCell::new(Vec::new());
    let mut gather = Gathered::<N>::new();
    f(&mut gather, &events);
    drop(gather);
    let mut all = events.borrow().clone();
    all.extend(record::take().into_iter().map(Did));
    all
}

fn sequence(operations: &[(Tlbi, u64)]) -> Vec<Event> {
    let operations = operations.iter().map(|&(name, page)| Step(name, OPERAND + page));
    [DsbIshst].into_iter().chain(operations).chain([DsbIsh, Isb]).map(Did).collect()
}

fn page(index: u64) -> u64 {
    START + index * PAGE
}

const LEAF: Tlbi = Tlbi::Vaale1is;
const WALK: Tlbi = Tlbi::Vaae1is;

#[test]
fn leaves_and_tables_are_one_sequence_and_are_given_back_after_it() {
    let events = happens::<8>(|gather, events| {
        gather.leaf(page(1), PAGE, Frame(1, events));
        gather.leaf(page(5), PAGE, Frame(5, events));
        gather.table(page(512), 0, PAGE, Frame(512, events));
        gather.change(page(9), 2, PAGE);
        assert!(
            events.borrow().is_empty() && record::take().is_empty(),
            "nothing happens before the end"
        );
    });
    let sequence = sequence(&[(LEAF, 1), (LEAF, 5), (WALK, 512), (LEAF, 9), (LEAF, 10)]);
    assert_eq!(events, [sequence, vec![Freed(1), Freed(5), Freed(512)]].concat());
}

#[test]
fn a_leaf_that_continues_the_last_run_joins_it() {
    let events = happens::<4>(|gather, events| {
        (0..3).for_each(|index| gather.leaf(page(index), PAGE, Frame(index, events)));
        assert_eq!(format!("{gather:?}"), "Gather { runs: 1, frames: 3 }");
        // Leaves that are not next to the run, not of its size, not of its kind.
        gather.change(page(511), 1, PAGE);
        gather.change(page(512), 1, 512 * PAGE);
        gather.table(page(1024), 1, 512 * PAGE, Frame(9, events));
        assert_eq!(format!("{gather:?}"), "Gather { runs: 4, frames: 4 }");
    });
    let all = sequence(&[(LEAF, 0), (LEAF, 1), (LEAF, 2), (LEAF, 511), (LEAF, 512), (WALK, 1024)]);
    assert_eq!(events, [all, [0, 1, 2, 9].map(Freed).to_vec()].concat());
}

#[test]
fn a_walk_joins_no_leaves_and_an_empty_table_joins_nothing() {
    let events = happens::<4>(|gather, events| {
        gather.change(page(0), 1, PAGE);
        gather.table(page(1), 1, PAGE, Frame(1, events));
        gather.table(page(2), 0, PAGE, Frame(2, events));
        gather.table(page(2), 1, PAGE, Frame(3, events));
    });
    assert_eq!(events[..7], sequence(&[(LEAF, 0), (WALK, 1), (WALK, 2), (WALK, 2)]));
}

#[test]
fn a_full_gather_invalidates_what_it_has_and_goes_on() {
    // Full of runs.
    let events =
        happens::<2>(|gather, _| (0..3).for_each(|index| gather.change(page(2 * index), 1, PAGE)));
    assert_eq!(events, [sequence(&[(LEAF, 0), (LEAF, 2)]), sequence(&[(LEAF, 4)])].concat());
    // Full of frames, all of one run.
    let events = happens::<2>(|gather, events| {
        (0..3).for_each(|index| gather.leaf(page(index), PAGE, Frame(index, events)))
    });
    let first = [sequence(&[(LEAF, 0), (LEAF, 1)]), vec![Freed(0), Freed(1)]].concat();
    assert_eq!(events, [first, sequence(&[(LEAF, 2)]), vec![Freed(2)]].concat());
}

#[test]
fn an_empty_gather_executes_nothing_and_a_flushed_one_may_be_used_again() {
    assert_eq!(happens::<2>(|_, _| ()), []);
    let events = happens::<2>(|gather, events| {
        gather.leaf(page(0), PAGE, Frame(0, events));
        gather.finish();
        gather.finish();
        gather.leaf(page(1), PAGE, Frame(1, events));
    });
    assert_eq!(
        events,
        [sequence(&[(LEAF, 0)]), vec![Freed(0)], sequence(&[(LEAF, 1)]), vec![Freed(1)]].concat()
    );
}

#[test]
fn a_frame_without_leaves_is_held_like_the_others() {
    let events = happens::<2>(|gather, events| {
        gather.run(page(0), 0, PAGE, Frame(0, events));
        gather.leaf(page(1), PAGE, Frame(1, events));
    });
    assert_eq!(events, [sequence(&[(LEAF, 1)]), vec![Freed(0), Freed(1)]].concat());
}

#[test]
fn on_unwinding_the_sequence_comes_before_the_frames() {
    let events = happens::<2>(|gather, events| {
        let mut inner = std::mem::take(gather);
        let unwound = catch_unwind(AssertUnwindSafe(move || {
            inner.leaf(page(0), PAGE, Frame(0, events));
            panic!("in the middle");
        }));
        assert!(unwound.is_err());
    });
    assert_eq!(events, [sequence(&[(LEAF, 0)]), vec![Freed(0)]].concat());
}

/// The frame of a refused leaf is given back while the panic unwinds.
#[test]
fn a_refused_frame_is_given_back_after_an_invalidation_of_everything() {
    let events = happens::<2>(|gather, events| {
        let refused =
            catch_unwind(AssertUnwindSafe(|| gather.leaf(page(0), 5000, Frame(0, events))));
        assert!(refused.is_err());
    });
    let all = [DsbIshst, Step(Tlbi::Vmalle1is, 0), DsbIsh, Isb].map(Did);
    assert_eq!(events, [&all[..], &[Freed(0)]].concat());
}

#[test]
fn forgetting_it_gives_nothing_back() {
    let events = happens::<2>(|gather, events| {
        gather.leaf(page(0), PAGE, Frame(0, events));
        std::mem::forget(std::mem::take(gather));
    });
    assert_eq!(events, []);
}

#[test]
fn below_the_bound_it_invalidates_each() {
    let events = happens::<2>(|gather, _| {
        set_features(PLAIN.with_bound(4));
        gather.change(page(0), 1, PAGE);
        gather.change(page(8), 2, PAGE);
    });
    assert_eq!(events, sequence(&[(LEAF, 0), (LEAF, 8), (LEAF, 9)]));
}

#[test]
fn from_the_bound_on_it_invalidates_everything_at_once() {
    let events = happens::<2>(|gather, events| {
        set_features(PLAIN.with_bound(10));
        gather.change(page(0), 5, PAGE);
        gather.table(page(512), 5, PAGE, Frame(1, events));
    });
    let all = [DsbIshst, Step(Tlbi::Vmalle1is, 0), DsbIsh, Isb].map(Did);
    assert_eq!(events, [&all[..], &[Freed(1)]].concat());
}

#[test]
fn its_runs_are_ranges_where_there_are_ranges() {
    let events = happens::<3>(|gather, events| {
        set_features(RANGES.with_bound(3));
        (0..2).for_each(|index| gather.leaf(page(index), PAGE, Frame(index, events)));
        gather.table(page(512), 512, PAGE, Frame(2, events));
    });
    let range = |name, scale: u64, num: u64, page: u64| {
        Step(name, 1 << 46 | scale << 44 | num << 39 | (0x18_0000_0000 + page))
    };
    let sequence =
        [DsbIshst, range(Tlbi::Rvaale1is, 0, 0, 0), range(Tlbi::Rvaae1is, 1, 7, 512), DsbIsh, Isb]
            .map(Did);
    assert_eq!(events[..5], sequence);
}

#[test]
fn too_many_are_never_begun_in_ranges_or_without() {
    let all = [DsbIshst, Step(Tlbi::Vmalle1is, 0), DsbIsh, Isb].map(Did);
    // Three pages take a range and a single operation.
    let events = happens::<2>(|gather, _| {
        set_features(RANGES.with_bound(4));
        [0, 8].into_iter().for_each(|first| gather.change(page(first), 3, PAGE));
    });
    assert_eq!(events, all);
    // With LPA2 there are no ranges, whatever the features say.
    set_system_register(SystemRegister::TcrEl1, 1 << 59);
    let events = happens::<2>(|gather, _| {
        set_features(RANGES);
        [0, 512].into_iter().for_each(|first| gather.change(page(first), 400, PAGE));
    });
    assert_eq!(events, all);
}

/// A frame whose drop panics if the flag says so.
struct Fragile<'a>(Frame<'a>, bool);

impl Drop for Fragile<'_> {
    fn drop(&mut self) {
        assert!(!self.1, "the frame {} breaks", self.0.0);
    }
}

/// Returns all that happens when a gather with room for one run and one frame takes `next`, and the
/// drop of the frame that it holds panics.
fn happens_after_a_frame_that_breaks(
    next: impl for<'a> Fn(&mut Gather<El1, Fragile<'a>, 1>, &'a RefCell<Vec<Event>>),
) -> Vec<Event> {
    set_features(PLAIN);
    record::take();
    let events = RefCell::new(Vec::new());
    let mut gather = Gather::<El1, Fragile<'_>, 1>::new();
    gather.leaf(page(0), PAGE, Fragile(Frame(0, &events), true));
    assert!(catch_unwind(AssertUnwindSafe(|| next(&mut gather, &events))).is_err());
    drop(gather);
    let mut all = events.borrow().clone();
    all.extend(record::take().into_iter().map(Did));
    all
}

#[test]
fn a_leaf_that_comes_while_an_older_frame_breaks_is_invalidated_before_its_frame_drops() {
    let first = [sequence(&[(LEAF, 0)]), vec![Freed(0)]].concat();
    let leaf = happens_after_a_frame_that_breaks(|gather, events| {
        gather.leaf(page(8), PAGE, Fragile(Frame(8, events), false))
    });
    assert_eq!(leaf, [first.clone(), sequence(&[(LEAF, 8)]), vec![Freed(8)]].concat());
    let table = happens_after_a_frame_that_breaks(|gather, events| {
        gather.table(page(8), 0, PAGE, Fragile(Frame(8, events), false))
    });
    assert_eq!(table, [first.clone(), sequence(&[(WALK, 8)]), vec![Freed(8)]].concat());
    let change = happens_after_a_frame_that_breaks(|gather, _| gather.change(page(8), 1, PAGE));
    assert_eq!(change, [first, sequence(&[(LEAF, 8)])].concat());
}
