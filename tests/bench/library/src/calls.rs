//! The calls that a kernel makes all the time, a function each: a loop of pages in a section, a
//! store in a caller's section, helpers, sections alone.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64Mode, SectionStores, emit_pte_barriers, set_pte, set_ptes};
use lazy_mmu_core::{
    Global, LazyMmuGuard, Mode, Unsettled, lazy_mmu, paused, section, section_deferred,
};
use paging::PAGE_SIZE;

use crate::{Call, Callback, maps, sections};

/// A table of leaves.
pub type Table = [AtomicU64; 512];

/// Stores `count` leaves from the first one of a table on: `first`, and then each a page further.
///
/// # Safety
///
/// The table has as many leaves.
pub type Fill = unsafe extern "C" fn(table: &Table, count: usize, first: u64);

/// Calls `callback` with each of `count` leaves from the first one of a table on, with an address
/// and `data`.
///
/// # Safety
///
/// That of [`Fill`].
pub type ApplyTo =
    unsafe extern "C" fn(table: &Table, count: usize, address: u64, callback: Callback, data: u64);

/// Stores one leaf.
pub type Store = extern "C" fn(entry: &AtomicU64, descriptor: u64);

/// The functions for one mode.
#[derive(Debug)]
pub struct Calls {
    /// A section, and a store for each leaf.
    pub fill: Fill,
    /// A section, and one run of leaves.
    pub fill_run: Fill,
    /// A section, and a call of `callback` for each leaf.
    pub apply: ApplyTo,
    /// The callback of that call.
    pub callback: Callback,
    /// A section with a store.
    pub map: Store,
    /// The same in a deferring section.
    pub map_deferring: Store,
    /// A store without a section of its own.
    pub store: Store,
    /// A section alone.
    pub pair: Call,
    /// A section in a section.
    pub nested_pairs: Call,
    /// A pause.
    pub pause: Call,
}

impl Calls {
    /// Returns the functions for the mode `M`, compiled where this is used.
    pub const fn of<M: Arm64Mode>() -> Self {
        Self {
            fill: fill::<M>,
            fill_run: fill_run::<M>,
            apply: apply::<M>,
            callback: maps::set_one::<M>,
            map: map::<M>,
            map_deferring: map_deferring::<M>,
            store: store::<M>,
            pair: sections::pair::<M>,
            nested_pairs: sections::nested_pairs::<M>,
            pause: sections::pause::<M>,
        }
    }

    /// Returns the same by closures, whose sections end by name, with stores by the guard.
    pub const fn by_closures_of<M: Arm64Mode>() -> Self {
        Self {
            fill: fill_by_guard::<M>,
            fill_run: fill_run_by_guard::<M>,
            apply: apply::<M>,
            callback: maps::set_one::<M>,
            map: map_by_guard::<M>,
            map_deferring: map_deferring_by_guard::<M>,
            store: store::<M>,
            pair: pair_by_closure::<M>,
            nested_pairs: nested_pairs_by_closure::<M>,
            pause: pause_by_closure::<M>,
        }
    }
}

/// The functions for `Global`, compiled here.
pub static CALLS_BY_GLOBAL: Calls = Calls::of::<Global>();

/// Returns the first leaves. `table[..count]` has a check, which would be counted as part of a loop
/// of one page.
#[inline(always)]
unsafe fn leaves(table: &Table, count: usize) -> &[AtomicU64] {
    // SAFETY: a table has as many, as the caller promises.
    unsafe { table.get_unchecked(..count) }
}

#[inline(never)]
unsafe extern "C" fn fill<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    let mut descriptor = first;
    // SAFETY: the caller's promise.
    for entry in unsafe { leaves(table, count) } {
        set_pte::<M>(entry, descriptor);
        descriptor += PAGE_SIZE;
    }
}

#[inline(never)]
unsafe extern "C" fn fill_run<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    set_ptes::<M>(unsafe { leaves(table, count) }, first, PAGE_SIZE);
}

#[inline(never)]
unsafe extern "C" fn fill_run_by_guard<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    // SAFETY: the caller's promise.
    section::<M, _>(|mmu| mmu.set_ptes(unsafe { leaves(table, count) }, first, PAGE_SIZE));
}

#[inline(never)]
unsafe extern "C" fn apply<M: Mode>(
    table: &Table,
    count: usize,
    mut address: u64,
    callback: Callback,
    data: u64,
) {
    let _section = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    for entry in unsafe { leaves(table, count) } {
        callback(entry, address, data);
        address += PAGE_SIZE;
    }
}

/// Stores as a kernel that writes the whole loop may: the stores alone, and one barrier pair after
/// them.
///
/// # Safety
///
/// That of [`Fill`].
#[inline(never)]
pub unsafe extern "C" fn fill_by_hand(table: &Table, count: usize, first: u64) {
    let mut descriptor = first;
    // SAFETY: the caller's promise.
    for entry in unsafe { leaves(table, count) } {
        entry.store(descriptor, Relaxed);
        descriptor += PAGE_SIZE;
    }
    emit_pte_barriers();
}

#[inline(never)]
extern "C" fn store<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
#[lazy_mmu(platform = M)]
extern "C" fn map<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
#[lazy_mmu(defer = given_address, platform = M)]
extern "C" fn map_deferring<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
unsafe extern "C" fn fill_by_guard<M: Arm64Mode>(table: &Table, count: usize, first: u64) {
    section::<M, _>(|mmu| {
        let mut descriptor = first;
        // SAFETY: the caller's promise.
        for entry in unsafe { leaves(table, count) } {
            mmu.set_pte(entry, descriptor);
            descriptor += PAGE_SIZE;
        }
    });
}

#[inline(never)]
extern "C" fn map_by_guard<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    section::<M, _>(|mmu| mmu.set_pte(entry, descriptor));
}

#[inline(never)]
extern "C" fn map_deferring_by_guard<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
    let map = |mmu: &LazyMmuGuard<M>| {
        mmu.set_pte(entry, descriptor);
        Unsettled::new(())
    };
    section_deferred::<M, _>(map).leave();
}

#[inline(never)]
extern "C" fn pair_by_closure<M: Mode>() {
    section::<M, _>(|_| ());
}

#[inline(never)]
extern "C" fn nested_pairs_by_closure<M: Mode>() {
    section::<M, _>(|_| section::<M, _>(|_| ()));
}

#[inline(never)]
extern "C" fn pause_by_closure<M: Mode>() {
    paused::<M, _>(|| ());
}
