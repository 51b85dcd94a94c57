//! A previous state that is saved and restored, where a count belongs: one save area for each slot is overwritten by a nested section,
//! and one in each guard depends on the order of drops.

use std::cell::Cell;

use crate::{Ours, Subject, Verdict, flag, nothing_is_on};

thread_local! {
    static SAVED: Cell<bool> = const { Cell::new(false) };
}

/// The slot has room for one previous state.
struct SavedInTheSlot;

struct RestoredFromTheSlot;

impl Subject for SavedInTheSlot {
    type Section = RestoredFromTheSlot;

    fn enable() -> RestoredFromTheSlot {
        SAVED.set(flag::set_on(true));
        RestoredFromTheSlot
    }

    fn store() {
        flag::store();
    }
}

impl Drop for RestoredFromTheSlot {
    fn drop(&mut self) {
        flag::set_on(SAVED.get());
        flag::flush();
    }
}

/// Each guard has its previous state.
struct SavedInTheGuard;

struct RestoredFromTheGuard(bool);

impl Subject for SavedInTheGuard {
    type Section = RestoredFromTheGuard;

    fn enable() -> RestoredFromTheGuard {
        RestoredFromTheGuard(flag::set_on(true))
    }

    fn store() {
        flag::store();
    }
}

impl Drop for RestoredFromTheGuard {
    fn drop(&mut self) {
        flag::set_on(self.0);
        flag::flush();
    }
}

/// Three sections, which end in this order.
fn check<S: Subject>(order: [usize; 3]) -> Verdict {
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
fn nested_sections_overwrite_nobodys_state() {
    assert_eq!(check::<Ours>(NESTED), Ok(()));
    assert_eq!(check::<SavedInTheGuard>(NESTED), Ok(()));
    assert_eq!(check::<SavedInTheSlot>(NESTED), Err("the mode is still on"));
}

#[test]
fn sections_that_end_in_any_order_leave_nothing_on() {
    for order in ORDERS {
        assert_eq!(check::<Ours>(order), Ok(()), "{order:?}");
    }
    let rejected = ORDERS.map(|order| {
        let verdict = check::<SavedInTheGuard>(order);
        flag::set_on(false);
        verdict.is_err()
    });
    let outermost_is_not_last = ORDERS.map(|order| order[2] != 0);
    assert_eq!(rejected, outermost_is_not_last);
}
