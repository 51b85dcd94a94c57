// SPDX-License-Identifier: MIT OR Apache-2.0
//! Leaves the instructions out, in a build that is neither for arm64 nor for Unix or Windows.
//!
//! Such a build has no walkers of arm64. It makes the stores. Each barrier is a compiler fence, so
//! that the compiler keeps the order of the code around it.

use core::hint::black_box;
use core::ptr;
use core::sync::atomic::{
    AtomicPtr, AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence,
};

use super::{PointerRegister, SystemRegister, Tlbi};
use crate::tlb::Features;

pub(crate) fn store(entry: &AtomicU64, descriptor: u64) {
    entry.store(descriptor, Relaxed);
}

pub(crate) fn store_if(entry: &AtomicU64, old: u64, descriptor: u64) -> Result<(), u64> {
    entry.compare_exchange(old, descriptor, Relaxed, Relaxed).map(|_| ())
}

pub(crate) fn swap(entry: &AtomicU64, descriptor: u64) -> u64 {
    entry.swap(descriptor, Relaxed)
}

pub(crate) fn make_invalid(entry: &AtomicU64) -> u64 {
    entry.fetch_and(!1, Relaxed)
}

pub(crate) fn expose(entry: *mut u64) {
    black_box(entry);
}

pub(crate) fn dsb_ishst_isb() {
    compiler_fence(SeqCst);
}

pub(crate) fn dsb_ishst() {
    compiler_fence(SeqCst);
}

pub(crate) fn dsb_ish() {
    compiler_fence(SeqCst);
}

pub(crate) fn dsb_nsh() {
    compiler_fence(SeqCst);
}

pub(crate) fn dmb_ishst() {
    compiler_fence(SeqCst);
}

pub(crate) fn isb() {
    compiler_fence(SeqCst);
}

pub(crate) fn tlbi(_: Tlbi, _: u64) {
    compiler_fence(SeqCst);
}

pub(crate) fn with_features<T>(f: impl FnOnce(&AtomicU32) -> T) -> T {
    static FEATURES: AtomicU32 = AtomicU32::new(Features::new().word());
    f(&FEATURES)
}

/// Returns registers that say "granules of 4 KiB", and nothing else.
pub(crate) fn system_register(register: SystemRegister) -> u64 {
    if register == SystemRegister::TcrEl1 { 0b10 << 30 } else { 0 }
}

/// Returns `false`: there is no MMU to ask, and no handler can loop on this answer.
pub(crate) fn translates(_: u64) -> bool {
    false
}

/// Returns `None`: nothing is executed here.
pub(crate) fn instruction_at(_: u64) -> Option<u32> {
    None
}

pub(crate) fn at_el2() -> bool {
    false
}

/// The registers of one CPU.
static REGISTERS: [AtomicPtr<()>; 3] = [const { AtomicPtr::new(ptr::null_mut()) }; 3];

pub(crate) fn read_once(register: PointerRegister) -> *const () {
    read_now(register)
}

pub(crate) fn read_now(register: PointerRegister) -> *const () {
    REGISTERS[register as usize].load(Relaxed)
}

/// Writes a register.
///
/// # Safety
///
/// Nothing to promise here; elsewhere the register is the caller's to use.
pub(crate) unsafe fn write(register: PointerRegister, pointer: *const ()) {
    REGISTERS[register as usize].store(pointer.cast_mut(), Relaxed);
}
