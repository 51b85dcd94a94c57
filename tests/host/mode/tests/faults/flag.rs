//! A mode whose state is one flag: what mutants are made of.

use std::cell::Cell;

use lazy_mmu_arm64::emit_pte_barriers;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
    static OWED: Cell<bool> = const { Cell::new(false) };
}

/// Sets the flag, and answers with what it was.
pub fn set_on(on: bool) -> bool {
    ON.replace(on)
}

pub fn store() {
    if ON.get() {
        OWED.set(true);
    } else {
        emit_pte_barriers();
    }
}

pub fn flush() {
    if OWED.take() {
        emit_pte_barriers();
    }
}
