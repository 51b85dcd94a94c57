//! A guard that nobody keeps, and a result that nobody reads.

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{DeferringGuard, LazyMmuGuard, NoLazyMmu, PauseGuard, Platform, Slot, Unsettled, defer};

// A section that ends at once.
//~ the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once
pub fn section() {
    LazyMmuGuard::<NoLazyMmu>::enable();
}

// A deferring section that ends at once.
//~ error: unused `DeferringGuard` that must be used
//~ the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once
#[deny(unused_must_use)]
pub fn deferring_section() {
    DeferringGuard::<NoLazyMmu>::enable::<Unsettled<(), NoLazyMmu>>();
}

// `let _ = …` counts as a use for `must_use`, but not for this lint.
//~ let_underscore_drop
#[warn(let_underscore_drop)]
pub fn section_thrown_away() {
    let _ = LazyMmuGuard::<NoLazyMmu>::enable();
}

// A pause that ends at once.
//~ the pause ends when this guard drops: write `let _pause = …`, as `let _ = …` ends it at once
pub fn pause() {
    PauseGuard::<NoLazyMmu>::pause();
}

// A handler that ends before it has done anything.
//~ the handler ends when this guard drops: write `let _handler = …`, as `let _ = …` ends it at once
pub fn handler<P: Platform<Arch = Arm64>>(slot: &Slot<Arm64>) {
    slot.interrupt::<P>();
}

// A result that nobody opens.
//~ error: unused `Unsettled` that must be used
//~ its page-table writes may still be deferred: open it with `flush` or, at the end of its section, `finish`; or leave it to the caller's section by `.leave()`
#[deny(unused_must_use)]
pub fn unsettled() {
    Unsettled::<u64, NoLazyMmu>::new(0);
}

// The same behind a `?`.
//~ error: unused `Unsettled` that must be used
#[deny(unused_must_use)]
pub fn unsettled_behind_a_question_mark(map: fn() -> Option<Unsettled<(), NoLazyMmu>>) -> Option<()> {
    map()?;
    Some(())
}

// The caller must issue the barriers of a store that is not deferred.
//~ where this is `false` nothing is deferred: have the store take effect now
pub fn deferred() {
    defer::<NoLazyMmu>();
}

// The result says whether the instruction runs again.
//~ `true`: return to the instruction, which runs again; `false`: the fault is genuine, so handle it as one
pub fn fault() {
    lazy_mmu_arm64::settle_fault::<NoLazyMmu>(0, 0x1000);
}

fn main() {}
