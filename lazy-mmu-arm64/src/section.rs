// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`SectionStores`]: the setters as methods of a section's guard.

use core::sync::atomic::AtomicU64;

use lazy_mmu_core::LazyMmuGuard;

use crate::entry::{self, Level};
use crate::{Arm64Mode, emit_pte_barriers};

/// The setters as methods of a [`LazyMmuGuard`], which ask the platform less.
///
/// A guard that counted proves that its context is a task that keeps its slot. So where a platform
/// answers [`in_interrupt`](lazy_mmu_core::Platform::in_interrupt) or
/// [`is_pinned`](lazy_mmu_core::Platform::is_pinned) by a load, a store by the guard saves the
/// load. Where it answers by a constant, nothing is saved. A guard that didn't count asks as the
/// functions do. See the guide's [`sections`](crate::guide::sections).
///
/// ```
/// use core::sync::atomic::AtomicU64;
/// use lazy_mmu_arm64::{Arm64Mode, SectionStores};
/// use lazy_mmu_core::section;
///
/// fn map<M: Arm64Mode>(entries: &[AtomicU64], descriptors: &[u64]) {
///     section::<M, _>(|mmu| {
///         for (entry, &descriptor) in entries.iter().zip(descriptors) {
///             mmu.set_pte(entry, descriptor);
///         }
///     });
/// }
/// # let entries = [const { AtomicU64::new(0) }; 2];
/// # map::<lazy_mmu_core::NoLazyMmu>(&entries, &[0x1003, 0x2003]);
/// # assert_eq!(entries[1].load(core::sync::atomic::Ordering::Relaxed), 0x2003);
/// ```
///
/// The trait is sealed.
pub trait SectionStores: sealed::Section {
    /// Stores a leaf, as [`set_pte`](crate::set_pte) does.
    fn set_pte(&self, entry: &AtomicU64, descriptor: u64);
    /// Stores a run of leaves, as [`set_ptes`](crate::set_ptes) does.
    fn set_ptes(&self, entries: &[AtomicU64], first: u64, step: u64);
    /// Links a table, or clears the link, as [`set_table`](crate::set_table) does.
    fn set_table(&self, level: Level, entry: &AtomicU64, descriptor: u64);
}

impl<M: Arm64Mode> SectionStores for LazyMmuGuard<M> {
    #[inline(always)]
    #[track_caller]
    fn set_pte(&self, entry: &AtomicU64, descriptor: u64) {
        entry::store_leaf::<M>(entry, descriptor, || self.defer_or_else(emit_pte_barriers));
    }

    #[inline(always)]
    #[track_caller]
    fn set_ptes(&self, entries: &[AtomicU64], first: u64, step: u64) {
        entry::store_leaves::<M>(entries, first, step, || self.defer_or_else(emit_pte_barriers));
    }

    #[inline(always)]
    #[track_caller]
    fn set_table(&self, level: Level, entry: &AtomicU64, descriptor: u64) {
        entry::store_table::<M>(level, entry, descriptor, || self.defer_or_else(emit_pte_barriers));
    }
}

mod sealed {
    pub trait Section {}
    impl<M: crate::Arm64Mode> Section for lazy_mmu_core::LazyMmuGuard<M> {}
}
