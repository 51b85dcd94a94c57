//! Two designs of the state that fail. With a flag in place of a count, the end of a nested section
//! ended batching for the outer one. With a previous state that is saved and restored, a nested
//! section overwrites a save area in the slot, and one in each guard depends on the order of drops.

use std::cell::Cell;

use lazy_mmu_arm64::emit_pte_barriers;

use crate::{Ours, Subject, Verdict, nothing_is_on, pairs};

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
    static DEFERRED: Cell<bool> = const { Cell::new(false) };
}

/// Sets the flag, and returns what it was.
fn set_on(on: bool) -> bool {
    ON.replace(on)
}

fn store() {
    if ON.get() {
        DEFERRED.set(true);
    } else {
        emit_pte_barriers();
    }
}

fn flush() {
    if DEFERRED.take() {
        emit_pte_barriers();
    }
}

/// A flag where a count belongs.
struct Flag;

struct FlagSection;

impl Subject for Flag {
    type Section = FlagSection;

    fn enable() -> FlagSection {
        set_on(true);
        FlagSection
    }

    fn store() {
        store();
    }
}

impl Drop for FlagSection {
    fn drop(&mut self) {
        set_on(false);
        flush();
    }
}

fn check_nested<S: Subject>() -> Verdict {
    let issued = pairs(|| {
        let outer = S::enable();
        drop(S::enable());
        (0..8).for_each(|_| S::store());
        drop(outer);
    });
    nothing_is_on::<S>()?;
    match issued {
        0 => Err("the outer section's stores were not settled"),
        1 => Ok(()),
        _ => Err("the inner section's end ended batching for the outer one"),
    }
}

#[test]
fn the_end_of_a_nested_section_lets_the_outer_one_batch_on() {
    assert_eq!(check_nested::<Ours>(), Ok(()));
    assert_eq!(
        check_nested::<Flag>(),
        Err("the inner section's end ended batching for the outer one")
    );
}

thread_local! {
    static SAVED: Cell<bool> = const { Cell::new(false) };
}

/// The slot has room for one previous state.
struct SavedInTheSlot;

struct RestoredFromTheSlot;

impl Subject for SavedInTheSlot {
    type Section = RestoredFromTheSlot;

    fn enable() -> RestoredFromTheSlot {
        SAVED.set(set_on(true));
        RestoredFromTheSlot
    }

    fn store() {
        store();
    }
}

impl Drop for RestoredFromTheSlot {
    fn drop(&mut self) {
        set_on(SAVED.get());
        flush();
    }
}

/// Each guard has its previous state.
struct SavedInTheGuard;

struct RestoredFromTheGuard(bool);

impl Subject for SavedInTheGuard {
    type Section = RestoredFromTheGuard;

    fn enable() -> RestoredFromTheGuard {
        RestoredFromTheGuard(set_on(true))
    }

    fn store() {
        store();
    }
}

impl Drop for RestoredFromTheGuard {
    fn drop(&mut self) {
        set_on(self.0);
        flush();
    }
}

/// Opens three sections and ends them in this order.
fn check_order<S: Subject>(order: [usize; 3]) -> Verdict {
    let mut sections = [(); 3].map(|()| Some(S::enable()));
    for ends in order {
        S::store();
        sections[ends] = None;
    }
    nothing_is_on::<S>()
}

const ORDERS: [[usize; 3]; 6] = [[2, 1, 0], [2, 0, 1], [1, 2, 0], [1, 0, 2], [0, 2, 1], [0, 1, 2]];
const NESTED: [usize; 3] = ORDERS[0];

#[test]
fn nested_sections_overwrite_no_state() {
    assert_eq!(check_order::<Ours>(NESTED), Ok(()));
    assert_eq!(check_order::<SavedInTheGuard>(NESTED), Ok(()));
    assert_eq!(check_order::<SavedInTheSlot>(NESTED), Err("the mode is still on"));
}

#[test]
fn sections_that_end_in_any_order_leave_nothing_on() {
    for order in ORDERS {
        assert_eq!(check_order::<Ours>(order), Ok(()), "{order:?}");
    }
    let rejected = ORDERS.map(|order| {
        let verdict = check_order::<SavedInTheGuard>(order);
        set_on(false);
        verdict.is_err()
    });
    let outermost_is_not_last = ORDERS.map(|order| order[2] != 0);
    assert_eq!(rejected, outermost_is_not_last);
}
