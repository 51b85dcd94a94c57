// SPDX-License-Identifier: MIT OR Apache-2.0
//! The instructions, recorded: what would have been executed, in order, a list for each thread.
//!
//! A thread stands for a CPU, its system registers included, and for all that there are: what it
//! tells [`set_features`](crate::tlb::set_features) holds for itself. Until it does, an
//! invalidation is what it is in a kernel that has said nothing: without range operations, and with
//! the repeat for errata. A test that compares sequences says first what its CPU has:
//! `tlb::set_features(Features::new().with_repeat(false))`.
//!
//! This module exists only where the crate records: on Unix and Windows hosts that are not arm64,
//! and in builds with `--cfg lazy_mmu_record`.

extern crate std;

use core::cell::{Cell, RefCell};
use core::hint::black_box;
use core::ptr;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::thread_local;
use std::vec::Vec;

pub use super::{SystemRegister, Tlbi};

use super::PointerRegister;
use crate::tlb::Features;

/// One recorded instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instruction {
    /// A store of a page-table entry that this crate was asked for.
    Store {
        /// The address of the entry.
        entry: u64,
        /// What it holds now.
        descriptor: u64,
    },
    /// `dsb ishst`
    DsbIshst,
    /// `dsb ish`
    DsbIsh,
    /// `dsb nsh`
    DsbNsh,
    /// `dmb ishst`
    DmbIshst,
    /// `isb`
    Isb,
    /// `tlbi`, with its operand; 0 for those that take none.
    Tlbi(Tlbi, u64),
    /// `at`, with the address asked about.
    At(u64),
}

thread_local! {
    static RECORD: RefCell<Vec<Instruction>> = const { RefCell::new(Vec::new()) };
    static FEATURES: AtomicU32 = const { AtomicU32::new(Features::new().word()) };
    // In the order of `SystemRegister`: a CPU without a name, without ranges, with granules of 4
    // KiB and without E2H.
    static SYSTEM_REGISTERS: [Cell<u64>; 7] =
        const { [Cell::new(0), Cell::new(0), Cell::new(0b10 << 30), Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0)] };
    static REGISTERS: [Cell<*const ()>; 3] = const { [const { Cell::new(ptr::null()) }; 3] };
}

/// Hands out what this thread has recorded since the last call.
pub fn take() -> Vec<Instruction> {
    RECORD.take()
}

/// Gives this thread's CPU another value of a system register.
pub fn set_system_register(register: SystemRegister, value: u64) {
    SYSTEM_REGISTERS.with(|registers| registers[register as usize].set(value));
}

fn push(instruction: Instruction) {
    RECORD.with_borrow_mut(|record| record.push(instruction));
}

/// The store is done, and recorded.
pub(crate) fn store(entry: &AtomicU64, descriptor: u64) {
    entry.store(descriptor, Relaxed);
    push_store(entry, descriptor);
}

/// Recorded only if it stored.
pub(crate) fn store_if(entry: &AtomicU64, old: u64, descriptor: u64) -> Result<(), u64> {
    entry.compare_exchange(old, descriptor, Relaxed, Relaxed)?;
    push_store(entry, descriptor);
    Ok(())
}

/// Recorded as the store that it is.
pub(crate) fn swap(entry: &AtomicU64, descriptor: u64) -> u64 {
    let old = entry.swap(descriptor, Relaxed);
    push_store(entry, descriptor);
    old
}

/// Recorded as the store that it is.
pub(crate) fn make_invalid(entry: &AtomicU64) -> u64 {
    let old = entry.fetch_and(!1, Relaxed);
    push_store(entry, old & !1);
    old
}

/// Not known to anybody, but the compiler cannot know that.
pub(crate) fn expose(entry: *mut u64) {
    black_box(entry);
}

fn push_store(entry: &AtomicU64, descriptor: u64) {
    push(Instruction::Store { entry: ptr::from_ref(entry).addr() as u64, descriptor });
}

pub(crate) fn dsb_ishst_isb() {
    push(Instruction::DsbIshst);
    push(Instruction::Isb);
}

pub(crate) fn dsb_ishst() {
    push(Instruction::DsbIshst);
}

pub(crate) fn dsb_ish() {
    push(Instruction::DsbIsh);
}

pub(crate) fn dsb_nsh() {
    push(Instruction::DsbNsh);
}

pub(crate) fn isb() {
    push(Instruction::Isb);
}

pub(crate) fn dmb_ishst() {
    push(Instruction::DmbIshst);
}

pub(crate) fn tlbi(operation: Tlbi, operand: u64) {
    push(Instruction::Tlbi(operation, operand));
}

pub(crate) fn with_features<T>(f: impl FnOnce(&AtomicU32) -> T) -> T {
    FEATURES.with(f)
}

pub(crate) fn system_register(register: SystemRegister) -> u64 {
    SYSTEM_REGISTERS.with(|registers| registers[register as usize].get())
}

/// There is no MMU to ask. "No" is the answer that no handler can loop on.
pub(crate) fn translates(address: u64) -> bool {
    push(Instruction::At(address));
    push(Instruction::Isb);
    false
}

/// Nothing is executed here.
pub(crate) fn instruction_at(_: u64) -> Option<u32> {
    None
}

pub(crate) fn at_el2() -> bool {
    false
}

pub(crate) fn read_once(register: PointerRegister) -> *const () {
    read_now(register)
}

pub(crate) fn read_now(register: PointerRegister) -> *const () {
    REGISTERS.with(|registers| registers[register as usize].get())
}

/// # Safety
///
/// None here; the register of a CPU is its kernel's to use.
pub(crate) unsafe fn write(register: PointerRegister, pointer: *const ()) {
    REGISTERS.with(|registers| registers[register as usize].set(pointer));
}
