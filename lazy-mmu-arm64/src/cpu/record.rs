// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records the instructions that would have been executed, in order, in a list for each thread.
//!
//! A thread stands for a CPU with its system registers, and for all CPUs that there are: its call
//! of [`set_features`](crate::tlb::set_features) holds for that thread alone. Until it calls, an
//! invalidation has no range operations and repeats for errata, as in a kernel that has said
//! nothing. So a test that compares sequences first says what its CPU has:
//! `tlb::set_features(Features::new().with_repeat(false))`.
//!
//! This module exists only where the crate records: on Unix and Windows hosts that are not arm64,
//! and in builds with `--cfg lazy_mmu_record`. The guide's [`verify`](crate::guide::verify) has an
//! example.

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
    /// A store of a page-table entry by a function of this crate.
    Store {
        /// The address of the entry.
        entry: u64,
        /// The descriptor that it holds now.
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
    /// `at`, with its address.
    At(u64),
}

thread_local! {
    static RECORD: RefCell<Vec<Instruction>> = const { RefCell::new(Vec::new()) };
    static FEATURES: AtomicU32 = const { AtomicU32::new(Features::new().word()) };
    // In the order of `SystemRegister`: a CPU without a name, without ranges, with granules of 4
    // KiB and without E2H.
    static SYSTEM_REGISTERS: [Cell<u64>; 7] = const {
        let mut registers = [const { Cell::new(0) }; 7];
        registers[SystemRegister::TcrEl1 as usize] = Cell::new(0b10 << 30);
        registers
    };
    static REGISTERS: [Cell<*const ()>; 3] = const { [const { Cell::new(ptr::null()) }; 3] };
}

/// Returns the instructions that this thread has recorded since the last call.
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

/// Stores, and records.
pub(crate) fn store(entry: &AtomicU64, descriptor: u64) {
    entry.store(descriptor, Relaxed);
    push_store(entry, descriptor);
}

/// Records only if it stored.
pub(crate) fn store_if(entry: &AtomicU64, old: u64, descriptor: u64) -> Result<(), u64> {
    entry.compare_exchange(old, descriptor, Relaxed, Relaxed)?;
    push_store(entry, descriptor);
    Ok(())
}

/// Records the store.
pub(crate) fn swap(entry: &AtomicU64, descriptor: u64) -> u64 {
    let old = entry.swap(descriptor, Relaxed);
    push_store(entry, descriptor);
    old
}

/// Records the store.
pub(crate) fn make_invalid(entry: &AtomicU64) -> u64 {
    let old = entry.fetch_and(!1, Relaxed);
    push_store(entry, old & !1);
    old
}

/// Has the compiler assume that somebody else knows the entry.
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

/// Returns `false`: there is no MMU to ask, and no handler can loop on this answer.
pub(crate) fn translates(address: u64) -> bool {
    push(Instruction::At(address));
    push(Instruction::Isb);
    false
}

/// Returns `None`: nothing is executed here.
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

/// Writes a register.
///
/// # Safety
///
/// Nothing to promise here; elsewhere the register is the caller's to use.
pub(crate) unsafe fn write(register: PointerRegister, pointer: *const ()) {
    REGISTERS.with(|registers| registers[register as usize].set(pointer));
}
