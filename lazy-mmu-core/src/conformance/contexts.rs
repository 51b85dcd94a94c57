// SPDX-License-Identifier: MIT OR Apache-2.0
//! The suite's code for other contexts: a handler, the middle of a store, another slot. Each leaves
//! [`Notes`] of its observations.

use super::subject::{STORES_OF_A_HANDLER, Subject, slot, task_numbers};
use crate::{Counts, LazyMmuGuard, flush, is_active};

/// The observations in another context, a bit each.
#[derive(Clone, Copy)]
pub(super) struct Notes(pub(super) u32);

const RAN: u32 = 1 << 0;
/// The slot says that a handler runs.
pub(super) const ANNOUNCED: u32 = 1 << 1;
const ACTIVE: u32 = 1 << 2;
const NOT_NEW: u32 = 1 << 3;
const NOT_ACTIVE: u32 = 1 << 4;
const NOT_DEFERRED: u32 = 1 << 5;
const LOST: u32 = 1 << 6;
const TOO_MANY: u32 = 1 << 7;

/// The complaint if the code has not run, and the complaint of each bit.
pub(super) struct Context {
    has_not_run: &'static str,
    complaints: &'static [(u32, &'static str)],
}

pub(super) const IN_A_HANDLER: Context = Context {
    has_not_run: "the handler did not run",
    complaints: &[
        (ACTIVE, "the mode was active in the handler"),
        (LOST, "a store of the handler did not take effect at once"),
        (TOO_MANY, "a store of the handler settled more than itself"),
    ],
};

pub(super) const IN_A_STORE: Context =
    Context { has_not_run: "`store_with` said `true`, and `before` did not run", complaints: &[] };

pub(super) const IN_ANOTHER_SLOT: Context = Context {
    has_not_run: "`in_other_slot` said `true`, and the task did not run",
    complaints: &[
        (ACTIVE, "the mode was active in the other slot before its section"),
        (NOT_NEW, "the other slot was not as new"),
        (NOT_ACTIVE, "the mode was not active in the section of the other slot"),
        (NOT_DEFERRED, "the other slot's store should have been deferred"),
        (LOST, "the other slot's flush did not settle its store"),
        (TOO_MANY, "the other slot's flush settled more than its store"),
    ],
};

impl Notes {
    pub(super) fn has(self, note: u32) -> bool {
        self.0 & note != 0
    }

    pub(super) fn complaint(self, context: &Context) -> Option<&'static str> {
        if !self.has(RAN) {
            return Some(context.has_not_run);
        }
        context.complaints.iter().find(|(note, _)| self.has(*note)).map(|&(_, complaint)| complaint)
    }
}

fn note<S: Subject>(note: u32, applies: bool) {
    if applies {
        S::recorder().note(note);
    }
}

/// Stores in a section, in a pause and in neither. Each store takes effect at once.
pub(super) fn handler<S: Subject>() {
    note::<S>(RAN, true);
    note::<S>(ANNOUNCED, slot::<S, _>(|slot| slot.in_interrupt()));
    let store = |index| {
        note::<S>(ACTIVE, is_active::<S::Platform>());
        let number = task_numbers::<S>() + index;
        settles::<S>(number, || S::store(number));
    };
    store(0);
    let section = LazyMmuGuard::<S::Platform>::enable();
    store(1);
    let pause = section.pause();
    store(STORES_OF_A_HANDLER - 1);
    drop(pause);
    drop(section);
}

/// Flushes, as a fault that interrupts a store may.
pub(super) fn flush_here<S: Subject>() {
    flush::<S::Platform>();
    // This comes last, so that a call that doesn't come back here counts as not run.
    note::<S>(RAN, true);
}

/// Defers a store in its own slot and flushes it.
pub(super) fn other_task<S: Subject>() {
    note::<S>(RAN, true);
    note::<S>(ACTIVE, is_active::<S::Platform>());
    note::<S>(
        NOT_NEW,
        slot::<S, _>(|slot| slot.counts() != Counts::default() || !slot.is_settled()),
    );
    let _section = LazyMmuGuard::<S::Platform>::enable();
    note::<S>(NOT_ACTIVE, !is_active::<S::Platform>());
    let number = task_numbers::<S>();
    S::store(number);
    note::<S>(NOT_DEFERRED, slot::<S, _>(|slot| slot.is_settled()));
    settles::<S>(number, flush::<S::Platform>);
}

/// Notes whether `f` settles store `number`, and no other one.
fn settles<S: Subject>(number: u32, f: impl FnOnce()) {
    let before = S::settlements();
    f();
    let settled = before.zip(S::settlements()).map(|(before, now)| now.wrapping_sub(before));
    note::<S>(LOST, settled == Some(0) || S::has_settled(number) == Some(false));
    note::<S>(TOO_MANY, settled > Some(1));
}
