// SPDX-License-Identifier: MIT OR Apache-2.0
//! Break-before-make in one call: [`replace_pte`], [`replace_ptes`] and [`split_block`].
//!
//! Each stores an invalid entry over the live one, invalidates what TLBs have of it on every CPU,
//! and stores the new one. In between the address faults, so none of these is for what the CPU
//! needs to get through it: its code and stack, the tables themselves, the vectors, or what the
//! handler of faults touches. The window is short if interrupts are masked.
//!
//! A broken entry keeps the old descriptor with its VALID bit clear. So what the hardware has put
//! into it, the Access flag and the dirty state, is not lost; and a broken entry is not 0, which
//! for [`try_set`](crate::try_set) means "free".
//!
//! The break is an atomic read-modify-write, which may need the MMU to be on. Tables that no walker
//! is on are stored to by [`set_pte`](crate::set_pte) on [`Unwalked`](lazy_mmu_core::Unwalked), or
//! by the forms with `_deferred` on it; those store plainly.
//!
//! The form without `_deferred` settles the new entry before it returns, whatever section is open.
//! An entry that was mapped all along has users on other CPUs, who have no section and defer
//! nothing: until the store is settled they fault, and nobody but this CPU can settle it. The form
//! with `_deferred` leaves that to the section, for addresses that nobody else uses.
//!
//! (Arm Architecture Reference Manual for A-profile, "Using break-before-make when updating
//! translation table entries", R_WHZWS for which changes need it and R_DDMVT for the steps.)

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::entry::{BLOCK, KIND, TABLE, is_table, is_valid, leaf_defers};
use crate::rules::{Arm64Backend, Regime};
use crate::{Arm64Mode, cpu, emit_pte_barriers, queue_pte_barriers, tlb};

/// A leaf with this bit says that it is one of a run of neighbours, of which a TLB may keep one
/// entry.
const CONTIGUOUS: u64 = 1 << 52;
/// What a block maps at level 2, 1 and 0, with granules of 4, 16 and 64 KiB.
const BLOCKS: [u64; 7] = [2 << 20, 32 << 20, 512 << 20, 1 << 30, 64 << 30, 512 << 30, 4 << 40];

/// Replaces a live leaf of `size` bytes that maps `address`, by break-before-make, and settles the
/// new one. Returns the old descriptor, as it was when it was broken.
///
/// It is for a change of the memory type, shareability or cacheability, of the output address, or
/// of the size. A change of permissions needs no break: [`change_pte`](crate::change_pte), then
/// [`tlb::invalidate`].
///
/// Neither the old leaf nor the new one has the contiguous bit. The neighbours would be a run in
/// which one leaf differs, which is misprogrammed, and a walker may cache the whole run from a
/// neighbour. So such a leaf, and that bit, changes by [`replace_ptes`] over the whole run.
///
/// The new leaf may also take the place of a table. All that was mapped through that is
/// invalidated.
///
/// Ordering: the sequence of [`tlb::invalidate`] stands between the two stores, and
/// `dsb ishst; isb` behind the second.
///
/// # Panics
///
/// If `size` is no power of two of at least 4096, or `address` is not a multiple of it; and in
/// builds with debug assertions, if the old leaf or the new one has the contiguous bit. Nothing is
/// stored then.
#[track_caller]
pub fn replace_pte<R: Regime>(entry: &AtomicU64, descriptor: u64, address: u64, size: u64) -> u64 {
    let old = remake::<R>(entry, descriptor, address, size);
    if is_valid(descriptor) {
        emit_pte_barriers();
    }
    old
}

/// As [`replace_pte`], and the new leaf is settled when the section of `M` ends.
///
/// # Panics
///
/// As [`replace_pte`]. On [`Unwalked`](lazy_mmu_core::Unwalked) nobody looks for the contiguous
/// bit, as no walker finds a run of which a part is stored.
#[track_caller]
pub fn replace_pte_deferred<M: Arm64Mode, R: Regime>(
    entry: &AtomicU64,
    descriptor: u64,
    address: u64,
    size: u64,
) -> u64 {
    let old = remake_in::<M, R>(entry, descriptor, address, size);
    if leaf_defers::<M>(descriptor) {
        queue_pte_barriers::<M>();
    }
    old
}

/// Replaces a run of live leaves, by break-before-make, and settles the new ones. The first maps
/// `address`, and each maps `size` bytes.
///
/// All are broken, then all are invalidated, then all are made. So it may set or clear the
/// contiguous bit: no walker finds a run in which some have it. A contiguous run among them is
/// there as a whole. `size` is what one descriptor maps, also in a contiguous run.
///
/// `make` is given the index of an entry and the old descriptor without its VALID bit, and returns
/// the new one. It runs while the pages are not mapped: it computes, and neither allocates nor
/// logs.
///
/// # Panics
///
/// If `size` is no power of two of at least 4096, `address` is not a multiple of it, or the run
/// passes the last address: nothing is stored then. Also if `make` does: the entries from that one
/// on are invalid then, and what was made before is settled.
#[track_caller]
pub fn replace_ptes<R: Regime>(
    entries: &[AtomicU64],
    address: u64,
    size: u64,
    make: impl FnMut(usize, u64) -> u64,
) {
    check_run(entries.len(), address, size);
    if !entries.is_empty() {
        let _settled = AtTheEnd(emit_pte_barriers);
        remake_all::<R>(entries, address, size, make);
    }
}

/// As [`replace_ptes`], and the new leaves are settled when the section of `M` ends.
///
/// # Panics
///
/// As [`replace_ptes`].
#[track_caller]
pub fn replace_ptes_deferred<M: Arm64Mode, R: Regime>(
    entries: &[AtomicU64],
    address: u64,
    size: u64,
    mut make: impl FnMut(usize, u64) -> u64,
) {
    check_run(entries.len(), address, size);
    if !<M::Backend as Arm64Backend>::WALKED {
        for (index, entry) in entries.iter().enumerate() {
            cpu::store(entry, make(index, entry.load(Relaxed) & !1));
        }
    } else if !entries.is_empty() {
        let _queued = AtTheEnd(queue_pte_barriers::<M>);
        remake_all::<R>(entries, address, size, make);
    }
}

/// Replaces a live block of `size` bytes that maps `address` by a link to a table, by
/// break-before-make, and settles the link. Returns the block's descriptor, as it was when it was
/// broken.
///
/// The table maps the same as the block before this is called: what it maps else changes in the
/// same moment. `table` is the descriptor that links it. Its contents are ordered before the link.
///
/// A block of a contiguous run is not split alone, as the others have the contiguous bit still.
/// First [`replace_ptes`] clears it in the run.
///
/// Where the hardware keeps the Access flag and the dirty state, it may have set them in the block
/// after the table was filled. The returned descriptor tells.
///
/// # Panics
///
/// If `size` is not that of a block of some level and granule (2 MiB, 32 MiB, 512 MiB, 1 GiB, 64
/// GiB, 512 GiB, 4 TiB), `address` is not a multiple of it, `table` links no table, or no block
/// stands at `entry`; and in builds with debug assertions, if the block has the contiguous bit.
/// Nothing is stored then.
#[track_caller]
pub fn split_block<R: Regime>(entry: &AtomicU64, table: u64, address: u64, size: u64) -> u64 {
    check_split(entry, table, size);
    let old = remake::<R>(entry, table, address, size);
    emit_pte_barriers();
    old
}

/// As [`split_block`], and the link is settled when the section of `M` ends.
///
/// # Panics
///
/// As [`split_block`].
#[track_caller]
pub fn split_block_deferred<M: Arm64Mode, R: Regime>(
    entry: &AtomicU64,
    table: u64,
    address: u64,
    size: u64,
) -> u64 {
    check_split(entry, table, size);
    let old = remake_in::<M, R>(entry, table, address, size);
    queue_pte_barriers::<M>();
    old
}

/// As [`remake`], but for tables that no walker is on: there is nothing to break.
#[track_caller]
fn remake_in<M: Arm64Mode, R: Regime>(
    entry: &AtomicU64,
    descriptor: u64,
    address: u64,
    size: u64,
) -> u64 {
    if <M::Backend as Arm64Backend>::WALKED {
        return remake::<R>(entry, descriptor, address, size);
    }
    check(address, size);
    let old = entry.load(Relaxed);
    cpu::store(entry, descriptor);
    old
}

/// Breaks, invalidates, makes. The first barrier of the invalidation also orders the contents of a
/// new table before the link to it.
#[track_caller]
fn remake<R: Regime>(entry: &AtomicU64, descriptor: u64, address: u64, size: u64) -> u64 {
    check(address, size);
    if cfg!(debug_assertions) {
        check_alone(entry.load(Relaxed), descriptor, size);
    }
    let old = cpu::make_invalid(entry);
    invalidate::<R>(is_table(old, size), address, 1, size);
    cpu::store(entry, descriptor);
    old
}

fn remake_all<R: Regime>(
    entries: &[AtomicU64],
    address: u64,
    size: u64,
    mut make: impl FnMut(usize, u64) -> u64,
) {
    let mut any_table = false;
    for entry in entries {
        any_table |= is_table(cpu::make_invalid(entry), size);
    }
    invalidate::<R>(any_table, address, entries.len(), size);
    for (index, entry) in entries.iter().enumerate() {
        cpu::store(entry, make(index, entry.load(Relaxed)));
    }
}

/// A table that was there has entries of its own, which nobody here knows.
fn invalidate<R: Regime>(any_table: bool, address: u64, count: usize, size: u64) {
    if any_table {
        tlb::invalidate_all::<R>();
    } else {
        tlb::invalidate::<R>(address, count, size);
    }
}

#[track_caller]
fn check(address: u64, size: u64) {
    assert!(
        size.is_power_of_two() && size >= 4096,
        "`size` is {size}, and a leaf maps a power of two of at least 4096 bytes; pass what one descriptor maps"
    );
    assert!(
        address % size == 0,
        "`address` is {address:#x}, and not a multiple of `size`, {size:#x}; pass the first address that the entry maps"
    );
}

#[track_caller]
fn check_alone(old: u64, new: u64, size: u64) {
    let is_of_a_run = |descriptor| {
        is_valid(descriptor) && !is_table(descriptor, size) && descriptor & CONTIGUOUS != 0
    };
    assert!(
        !is_of_a_run(old) && !is_of_a_run(new),
        "{new:#x} would replace {old:#x} alone, and a leaf with the contiguous bit (52) is one of a run: a walker that finds the bit in a \
         neighbour may cache the whole run. Change the bit in all of it, or replace the whole run by `replace_ptes`"
    );
}

/// The last leaf of the run ends where addresses do, or before.
#[track_caller]
fn check_run(count: usize, address: u64, size: u64) {
    check(address, size);
    let last = (count as u64)
        .saturating_sub(1)
        .checked_mul(size)
        .and_then(|offset| address.checked_add(offset));
    assert!(
        last.is_some(),
        "`entries` are {count}, and that many leaves of {size:#x} bytes from {address:#x} on pass the last address"
    );
}

#[track_caller]
fn check_split(entry: &AtomicU64, table: u64, size: u64) {
    assert!(
        BLOCKS.contains(&size),
        "`size` is {size:#x}, and no block of any level maps that; pass what the block maps that is to be split"
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

/// Calls this when it is dropped, by a panic too.
struct AtTheEnd(fn());

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}
