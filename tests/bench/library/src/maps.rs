//! Maps of consecutive pages, in a section, or in one for each table inside one for all; the tables
//! are walked from the root.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64Mode, emit_pte_barriers, set_pte, set_ptes};
use lazy_mmu_core::{LazyMmuGuard, Mode, Unsettled, lazy_mmu};
use paging::{PAGE_SIZE, Page};

use crate::{Callback, tables};

#[inline(never)]
pub(crate) unsafe extern "C" fn by_set_pte<M: Arm64Mode>(
    root: &Page,
    start: u64,
    count: usize,
    first: u64,
) {
    let _section = LazyMmuGuard::<M>::enable();
    let mut descriptor = first;
    // SAFETY: the caller's promise.
    for (leaves, _) in unsafe { tables(root, start, count) } {
        for entry in leaves {
            set_pte::<M>(entry, descriptor);
            descriptor += PAGE_SIZE;
        }
    }
}

/// Maps as a kernel that writes the whole loop may: the stores alone, and one barrier pair after
/// them.
///
/// # Safety
///
/// That of [`tables`].
#[inline(never)]
pub unsafe extern "C" fn by_hand(root: &Page, start: u64, count: usize, first: u64) {
    let mut descriptor = first;
    // SAFETY: the caller's promise.
    for (leaves, _) in unsafe { tables(root, start, count) } {
        for entry in leaves {
            entry.store(descriptor, Relaxed);
            descriptor += PAGE_SIZE;
        }
    }
    emit_pte_barriers();
}

#[inline(never)]
pub(crate) unsafe extern "C" fn by_set_ptes<M: Arm64Mode>(
    root: &Page,
    start: u64,
    count: usize,
    first: u64,
) {
    let _section = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    for (leaves, address) in unsafe { tables(root, start, count) } {
        set_ptes::<M>(leaves, first + (address - start), PAGE_SIZE);
    }
}

#[inline(never)]
pub(crate) unsafe extern "C" fn nested<M: Arm64Mode>(
    root: &Page,
    start: u64,
    count: usize,
    first: u64,
) {
    let _all = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    for (leaves, address) in unsafe { tables(root, start, count) } {
        table::<M>(leaves, first + (address - start));
    }
}

#[inline(never)]
fn table<M: Arm64Mode>(leaves: &[AtomicU64], mut descriptor: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    for entry in leaves {
        set_pte::<M>(entry, descriptor);
        descriptor += PAGE_SIZE;
    }
}

#[inline(never)]
pub(crate) unsafe extern "C" fn nested_deferring<M: Arm64Mode>(
    root: &Page,
    start: u64,
    count: usize,
    first: u64,
) {
    let _all = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    for (leaves, address) in unsafe { tables(root, start, count) } {
        table_deferring::<M>(leaves, first + (address - start)).leave();
    }
}

#[inline(never)]
#[lazy_mmu(defer, platform = M)]
fn table_deferring<M: Arm64Mode>(leaves: &[AtomicU64], mut descriptor: u64) -> Unsettled<(), M> {
    for entry in leaves {
        set_pte::<M>(entry, descriptor);
        descriptor += PAGE_SIZE;
    }
    Unsettled::new(())
}

#[inline(never)]
pub(crate) unsafe extern "C" fn apply_to_page_range<M: Mode>(
    root: &Page,
    start: u64,
    count: usize,
    callback: Callback,
    data: u64,
) {
    let _section = LazyMmuGuard::<M>::enable();
    // SAFETY: the caller's promise.
    for (leaves, mut address) in unsafe { tables(root, start, count) } {
        for entry in leaves {
            callback(entry, address, data);
            address += PAGE_SIZE;
        }
    }
}

#[inline(never)]
pub(crate) extern "C" fn set_one<M: Arm64Mode>(entry: &AtomicU64, address: u64, data: u64) {
    set_pte::<M>(entry, address.wrapping_add(data));
}
