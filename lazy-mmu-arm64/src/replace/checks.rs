// SPDX-License-Identifier: MIT OR Apache-2.0
//! The checks of break-before-make, before it stores anything.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::entry::{BLOCK, KIND, TABLE, is_table, is_valid};

/// A leaf with this bit is one of a run of neighbours, for which a TLB may keep one entry.
const CONTIGUOUS: u64 = 1 << 52;
/// The sizes of blocks at levels 2, 1 and 0, with granules of 4, 16 and 64 KiB.
const BLOCKS: [u64; 7] = [2 << 20, 32 << 20, 512 << 20, 1 << 30, 64 << 30, 512 << 30, 4 << 40];

#[track_caller]
pub(super) fn check(address: u64, size: u64) {
    assert!(
        size.is_power_of_two() && size >= 4096,
        "`size` is {size}, and a leaf maps a power of two of at least 4096 bytes; pass what one \
         descriptor maps"
    );
    assert!(
        address % size == 0,
        "`address` is {address:#x}, and not a multiple of `size`, {size:#x}; pass the first address \
         that the entry maps"
    );
}

#[track_caller]
pub(super) fn check_alone(old: u64, new: u64, size: u64) {
    let is_of_a_run = |descriptor| {
        is_valid(descriptor) && !is_table(descriptor, size) && descriptor & CONTIGUOUS != 0
    };
    assert!(
        !is_of_a_run(old) && !is_of_a_run(new),
        "{new:#x} would replace {old:#x} alone, and a leaf with the contiguous bit (52) is one of a \
         run: a walker that finds the bit in a neighbour may cache the whole run. Change the bit \
         in all of it, or replace the whole run by `replace_ptes`"
    );
}

/// Panics if the last leaf of the run passes the last address.
#[track_caller]
pub(super) fn check_run(count: usize, address: u64, size: u64) {
    check(address, size);
    let last = (count as u64)
        .saturating_sub(1)
        .checked_mul(size)
        .and_then(|offset| address.checked_add(offset));
    assert!(
        last.is_some(),
        "`entries` are {count}, and that many leaves of {size:#x} bytes from {address:#x} on pass the \
         last address"
    );
}

#[track_caller]
pub(super) fn check_split(entry: &AtomicU64, table: u64, size: u64) {
    assert!(
        BLOCKS.contains(&size),
        "`size` is {size:#x}, and no block of any level maps that; pass what the block maps that is to \
         be split"
    );
    assert!(
        table & KIND == TABLE,
        "`table` is {table:#x}, which links no table: bits 1 and 0 are not 0b11"
    );
    let old = entry.load(Relaxed);
    assert!(
        old & KIND == BLOCK,
        "`entry` holds {old:#x}, which is no block: bits 1 and 0 are not 0b01"
    );
}
