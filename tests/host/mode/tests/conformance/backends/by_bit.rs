//! The stores of a backend that defers by bit.

use std::sync::Mutex;

use lazy_mmu_arm64::emit_pte_barriers;
use lazy_mmu_arm64::record::{self, Instruction};
use lazy_mmu_core::{Arch, Platform, defer};

/// A backend that defers by bit, and whose hooks settle nothing.
pub struct SettlesNothing;

impl Arch for SettlesNothing {
    type Local = ();
    const DEFERS_BY_BIT: bool = true;

    fn flush((): &()) {}

    fn is_settled((): &()) -> bool {
        true
    }
}

/// Stores by `write`, and then asks the mode whether to defer.
pub fn store<P: Platform>(write: impl FnOnce()) {
    write();
    if !defer::<P>() {
        emit_pte_barriers();
    }
}

/// The stores that were written, and the barriers of this thread.
pub struct Stores(Mutex<State>);

struct State {
    pairs: u32,
    /// The numbers that were written after the last barrier pair.
    unsettled: Vec<u32>,
}

impl Stores {
    pub const fn new() -> Self {
        Self(Mutex::new(State { pairs: 0, unsettled: Vec::new() }))
    }

    pub fn write(&self, number: u32) {
        self.pairs(); // earlier pairs do not settle this store
        self.0.lock().unwrap().unsettled.push(number);
    }

    /// Returns how many barrier pairs were issued.
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
