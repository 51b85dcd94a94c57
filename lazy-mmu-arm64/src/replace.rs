// SPDX-License-Identifier: MIT OR Apache-2.0
//! Break-before-make in one call: [`replace_pte`], [`replace_ptes`] and [`split_block`].
//!
//! Each stores an invalid entry over the live one, invalidates what TLBs have of it on every CPU,
//! and stores the new one. In between the address faults. So none of these is for what the CPU
//! needs to get through the call: its code and stack, the tables themselves, the vectors, or what
//! the fault handler touches. Mask interrupts to keep that time short.
//!
//! A broken entry keeps the old descriptor with its VALID bit clear. So the Access flag and the
//! dirty state, which the hardware has put into it, aren't lost; and a broken entry isn't 0, which
//! for [`try_set`](crate::try_set) means "free".
//!
//! The break is an atomic read-modify-write, which may need the MMU to be on. For tables that no
//! walker is on, use [`set_pte`](crate::set_pte) or the forms with `_deferred`, in the mode
//! [`Unwalked`](lazy_mmu_core::Unwalked): there they store plainly.
//!
//! The form without `_deferred` settles the new entry before it returns, whatever section is open.
//! The page was mapped all along, so other CPUs use it, outside any section. They fault until the
//! store is settled, and only this CPU can settle it. The form with `_deferred` leaves that to the
//! section, for addresses that nobody else uses.
//!
//! (Arm Architecture Reference Manual for A-profile, "Using break-before-make when updating
//! translation table entries", R_WHZWS for which changes need it and R_DDMVT for the steps.)

mod checks;

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use checks::{check, check_alone, check_run, check_split};

use crate::entry::{is_table, is_valid, leaf_defers};
use crate::rules::{Arm64Backend, Regime};
use crate::{Arm64Mode, cpu, emit_pte_barriers, queue_pte_barriers, tlb};

/// Replaces a live leaf by break-before-make, settles the new one, and returns the old descriptor.
///
/// The leaf maps `size` bytes at `address`. The result is the descriptor as it was when it was
/// broken. See the guide's [`break_before_make`](crate::guide::break_before_make).
///
/// Use it to change the memory type, shareability or cacheability, the output address, or the size.
/// A change of permissions needs no break: [`change_pte`](crate::change_pte), then
/// [`tlb::invalidate`].
///
/// Neither the old leaf nor the new one may have the contiguous bit. Else one leaf of a run would
/// differ from its neighbours: the run would be misprogrammed, and a walker may cache the whole run
/// from a neighbour. To change such a leaf, or that bit, use [`replace_ptes`] over the whole run.
///
/// The new leaf may also replace a link to a table. Then the call invalidates everything, because
/// it doesn't know the leaves of the table.
///
/// Ordering: the sequence of [`tlb::invalidate`] is executed between the two stores, and
/// `dsb ishst; isb` after the second.
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

/// Replaces a leaf as [`replace_pte`] does; the end of the section of `M` settles the new one.
///
/// # Panics
///
/// As [`replace_pte`]. On [`Unwalked`](lazy_mmu_core::Unwalked) it doesn't check the contiguous
/// bit, because no walker finds a run of which a part is stored.
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

/// Replaces a run of live leaves by break-before-make, and settles the new ones.
///
/// The first leaf maps `address`, and each maps `size` bytes: what one descriptor maps, also in a
/// contiguous run.
///
/// It breaks all, then invalidates all, then makes all. So it may set or clear the contiguous bit:
/// no walker finds a run in which only some have it. `entries` must contain each contiguous run as
/// a whole.
///
/// `make` gets the index of an entry and the old descriptor without its VALID bit, and returns the
/// new one. It runs while the pages aren't mapped: it should only compute, and neither allocate nor
/// log.
///
/// # Panics
///
/// If `size` is no power of two of at least 4096, `address` is not a multiple of it, or the run
/// passes the last address; nothing is stored then. Also if `make` panics: then the entries from
/// that one on are invalid, and those made before are settled.
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

/// Replaces a run as [`replace_ptes`] does; the end of the section of `M` settles the new one.
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

/// Replaces a live block by a link to a table, by break-before-make, and settles the link.
///
/// The block maps `size` bytes at `address`. The result is its descriptor as it was when it was
/// broken. `table` is the descriptor that links the table, whose contents the call orders before
/// the link. Fill the table with the block's mappings before the call: entries that differ change
/// what is mapped in the same moment.
///
/// Don't split one block of a contiguous run, because the others still have the contiguous bit.
/// Clear it in the whole run first, by [`replace_ptes`].
///
/// Where the hardware keeps the Access flag and the dirty state, it may have set them in the block
/// after the table was filled. The returned descriptor shows them.
///
/// # Panics
///
/// If `size` is not that of a block of some level and granule (2 MiB, 32 MiB, 512 MiB, 1 GiB, 64
/// GiB, 512 GiB, 4 TiB), or `address` is not a multiple of it. If `table` links no table, or
/// `entry` holds no block. In builds with debug assertions also if the block has the contiguous
/// bit. Nothing is stored then.
#[track_caller]
pub fn split_block<R: Regime>(entry: &AtomicU64, table: u64, address: u64, size: u64) -> u64 {
    check_split(entry, table, size);
    let old = remake::<R>(entry, table, address, size);
    emit_pte_barriers();
    old
}

/// Splits a block as [`split_block`] does; the end of the section of `M` settles the link.
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

/// Breaks nothing in tables that no walker is on; else as [`remake`].
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

/// Invalidates everything for a table: its leaves aren't known here.
fn invalidate<R: Regime>(any_table: bool, address: u64, count: usize, size: u64) {
    if any_table {
        tlb::invalidate_all::<R>();
    } else {
        tlb::invalidate::<R>(address, count, size);
    }
}

/// Calls a function when it drops, by a panic too.
struct AtTheEnd(fn());

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}
