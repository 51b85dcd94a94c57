//! What a backend that defers by bit stores, and how.

use std::sync::Mutex;

use lazy_mmu_arm64::emit_pte_barriers;
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::{Arch, Platform, defer};

/// An architecture that defers by bit, and whose hooks settle nothing.
pub struct SettlesNothing;

impl Arch for SettlesNothing {
    type Local = ();
    const DEFERS_BY_BIT: bool = true;

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

/// A store, whose entry `write` writes; and then it is asked whether to defer.
pub fn store<P: Platform>(write: impl FnOnce()) {
    write();
    if !defer::<P>() {
        emit_pte_barriers();
    }
}

/// What was written, and the barriers of this thread.
pub struct Stores(Mutex<State>);

struct State {
    pairs: u32,
    /// The numbers that were written after the last pair.
    unsettled: Vec<u32>,
}

impl Stores {
    pub const fn new() -> Self {
        Self(Mutex::new(State { pairs: 0, unsettled: Vec::new() }))
    }

    pub fn write(&self, number: u32) {
        self.pairs(); // those before it do not settle it
        self.0.lock().unwrap().unsettled.push(number);
    }

    /// How many there were.
    pub fn pairs(&self) -> u32 {
        let recorded = record::take();
        assert!(recorded.chunks(2).all(|pair| *pair == [Instruction::DsbIshst, Instruction::Isb]));
        let mut state = self.0.lock().unwrap();
        if !recorded.is_empty() {
            state.unsettled.clear();
        }
        state.pairs += recorded.len() as u32 / 2;
        state.pairs
    }

    pub fn has_settled(&self, number: u32) -> bool {
        self.pairs();
        !self.0.lock().unwrap().unsettled.contains(&number)
    }
}
