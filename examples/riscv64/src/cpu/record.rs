//! The instructions, recorded in order, in a list for each thread. A thread stands for a hart.

extern crate std;

use core::cell::{Cell, RefCell};
use core::ptr;
use core::sync::atomic::{AtomicU64, Ordering};
use std::thread_local;
use std::vec::Vec;

/// One recorded instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instruction {
    /// A store of a page-table entry by this crate.
    Store {
        /// The address of the entry.
        entry: u64,
        /// Its new value.
        pte: u64,
        /// A hart that sees this store sees all earlier stores of this hart too.
        ordered: bool,
    },
    /// `sfence.vma x0, x0`
    SfenceVmaAll,
    /// `sfence.vma` with an address.
    SfenceVma(u64),
    /// A call of the firmware that makes every hart fence `size` bytes from `start` on.
    RemoteSfenceVma {
        /// The first address.
        start: u64,
        /// The size in bytes; `u64::MAX` is everything.
        size: u64,
    },
}

thread_local! {
    static RECORD: RefCell<Vec<Instruction>> = const { RefCell::new(Vec::new()) };
    static TP: Cell<*const ()> = const { Cell::new(ptr::null()) };
}

/// Returns the instructions that this thread has recorded since the last call.
pub fn take() -> Vec<Instruction> {
    RECORD.take()
}

fn push(instruction: Instruction) {
    RECORD.with_borrow_mut(|record| record.push(instruction));
}

pub(crate) fn sfence_vma_all() {
    push(Instruction::SfenceVmaAll);
}

pub(crate) fn sfence_vma(address: u64) {
    push(Instruction::SfenceVma(address));
}

pub(crate) fn remote_sfence_vma(start: u64, size: u64) {
    push(Instruction::RemoteSfenceVma { start, size });
}

/// Stores an entry, and records it.
pub(crate) fn store(entry: &AtomicU64, pte: u64, ordering: Ordering) {
    entry.store(pte, ordering);
    push(Instruction::Store {
        entry: ptr::from_ref(entry).addr() as u64,
        pte,
        ordered: ordering == Ordering::Release,
    });
}

pub(crate) fn tp() -> *const () {
    TP.get()
}

/// # Safety
///
/// None here; on a hart, the kernel owns the register.
pub(crate) unsafe fn set_tp(pointer: *const ()) {
    TP.set(pointer);
}
