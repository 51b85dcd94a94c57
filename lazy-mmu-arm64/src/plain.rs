// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`entry_mut`], [`entries_mut`] and [`entry_at`]: plain `u64`s of a table, for the setters.

use core::ptr;
use core::slice;
use core::sync::atomic::AtomicU64;

use crate::cpu;

/// Returns the entry behind an exclusive reference, for the setters of this crate.
///
/// The compiler may move a store through `&mut u64` itself below a later barrier: the reference
/// says that nobody else reads the entry, and a walker does. A store through the result stays
/// above, because this function first makes the entry's address known outside of the compiled code.
/// That costs no instruction.
///
/// ```
/// use lazy_mmu_arm64::{Arm64Mode, entry_mut, set_pte};
///
/// fn map<M: Arm64Mode>(table: &mut [u64; 512], index: usize, descriptor: u64) {
///     set_pte::<M>(entry_mut(&mut table[index]), descriptor);
/// }
/// # let mut table = [0; 512];
/// # map::<lazy_mmu_core::NoLazyMmu>(&mut table, 1, 3);
/// # assert_eq!(table[1], 3);
/// ```
#[cfg(target_pointer_width = "64")]
#[inline(always)]
pub fn entry_mut(entry: &mut u64) -> &AtomicU64 {
    let entry = ptr::from_mut(entry);
    cpu::expose(entry);
    // SAFETY: the pointer comes from an exclusive reference that lives as long as the result. The
    // two types have the same size and, where pointers have 64 bits, the same alignment.
    unsafe { AtomicU64::from_ptr(entry) }
}

/// Returns the entries behind an exclusive reference, as [`entry_mut`] does for one.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
pub fn entries_mut(entries: &mut [u64]) -> &[AtomicU64] {
    let count = entries.len();
    let first = entries.as_mut_ptr();
    cpu::expose(first);
    // SAFETY: the pointer and the length come from an exclusive reference that lives as long as the
    // result. The two types have the same size and, where pointers have 64 bits, the same
    // alignment.
    unsafe { slice::from_raw_parts(first.cast::<AtomicU64>(), count) }
}

/// Returns the entry at an address, as [`entry_mut`] does for a reference.
///
/// # Safety
///
/// * `entry` must point to a `u64` that is valid for reads and writes for all of `'a`, and aligned
///   to 8 bytes.
/// * During `'a`, Rust code must access it only by atomic accesses of 64 bits, or while no other
///   thread accesses it. Walkers are not Rust code.
#[inline(always)]
pub unsafe fn entry_at<'a>(entry: *mut u64) -> &'a AtomicU64 {
    cpu::expose(entry);
    // SAFETY: the caller promises what `from_ptr` asks for.
    unsafe { AtomicU64::from_ptr(entry) }
}
