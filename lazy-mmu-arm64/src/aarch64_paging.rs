// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Lazy`]: page tables of the crate [`aarch64-paging`](aarch64_paging), whose fresh mappings are
//! deferred.
//!
//! [`Mapping::map_range`] of an active table ends with `dsb ishst`, a TLBI for each entry,
//! `dsb ish` and `isb`, even if all entries were invalid and no TLB holds them.
//! [`LazyMapping::map_range_lazily`] takes its place: in a section, the barrier pair of a fresh
//! mapping is deferred to the section's end. Everything else goes the crate's own way, at once: a
//! live entry, a mapping that is removed, a table that other CPUs walk. So do the crate's other
//! calls: a section changes nothing for them. The guide's
//! [`other_crates`](crate::guide::other_crates) compares the adapters.
//!
//! ```
//! use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
//! use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, Translation};
//! use aarch64_paging::MapError;
//! use lazy_mmu_arm64::Arm64Mode;
//! use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
//! use lazy_mmu_core::section;
//!
//! fn map_pages<M: Arm64Mode>(
//!     mapping: &mut Lazy<impl Translation<El1Attributes>, El1And0>,
//!     pages: &[(usize, PhysicalAddress)],
//!     flags: El1Attributes,
//! ) -> Result<(), MapError> {
//!     section::<M, _>(|_| {
//!         for &(page, frame) in pages {
//!             let page = MemoryRegion::new(page, page + 4096);
//!             mapping.map_range_lazily::<M>(&page, frame, flags, Constraints::empty())?;
//!         }
//!         Ok(())
//!     }) // one `dsb ishst; isb`, here
//! }
//! # fn compiles(mapping: &mut Lazy<impl Translation<El1Attributes>, El1And0>) {
//! #     let _ = map_pages::<lazy_mmu_core::NoLazyMmu>(mapping, &[], El1Attributes::VALID);
//! # }
//! ```
//!
//! # The claim behind a fresh mapping
//!
//! The adapter reads an entry. If it is invalid, the adapter relies on this: no TLB holds another
//! entry for its addresses. Nothing in the crate keeps that true. So the kernel must claim it once
//! for each mapping, by [`Lazy::new`], which is `unsafe`.
//!
//! # Limits
//!
//! * A page-fault handler may map for the task that it has interrupted, in that task's section. It
//!   calls [`flush`](lazy_mmu_core::flush) before it returns, or opens a section of its own: else
//!   the task faults again on an entry that is still deferred.
//! * The crate's `IdMap` and `LinearMap` don't say whether they are active; use [`Mapping`] with
//!   their translations.
//! * The feature needs Rust 1.88, as the crate does (its manifest names no version).

mod lazy;
mod walkers;

use core::ops::DerefMut;

use aarch64_paging::descriptor::{PagingAttributes, PhysicalAddress};
use aarch64_paging::paging::{Constraints, MemoryRegion, Translation, TranslationRegime};
use aarch64_paging::{MapError, Mapping};
use scopeguard::{defer, guard};

pub use lazy::Lazy;
pub use walkers::WalkedRegime;

use crate::{Arm64Backend, Arm64Mode, queue_pte_barriers};

/// The calls of a [`Lazy`] mapping that defer.
pub trait LazyMapping {
    /// The attributes of the regime.
    type Attributes: PagingAttributes;

    /// Maps `range` as [`Mapping::map_range`] does, and defers the pair of a fresh mapping.
    ///
    /// It defers, in a section, if the mapping is fresh and this CPU alone walks the table. Else it
    /// maps in the crate's own way, whatever section is open. It also does so in the mode
    /// [`Unwalked`](lazy_mmu_core::Unwalked), because walkers are on a mapping that is active.
    ///
    /// Fresh means that all of `range` was invalid, and `flags` make it valid. The adapter walks
    /// the tables first to find that out. [`Mapping::activate`], or the code that calls
    /// `mark_active` in its place, and [`WalkedRegime::walks`] say whether this CPU alone walks the
    /// table. They are asked once, in this call. A CPU that activates the table later in the
    /// section may fault on a deferred entry until the section has ended and that CPU has
    /// synchronised; nothing worse can happen to it.
    ///
    /// # Errors
    ///
    /// The errors of [`Mapping::map_range`]. Nothing is stored then, and nothing is deferred.
    ///
    /// # Panics
    ///
    /// If the [`Translation`] panics. Then the mapping is as active as before, and the pair of the
    /// stores until then is deferred.
    fn map_range_lazily<M: Arm64Mode>(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: Self::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError>;

    /// Maps `range` as [`map_range_lazily`](Self::map_range_lazily) does, in a table that other
    /// CPUs walk too, such as the kernel's half.
    ///
    /// It defers the pair of a fresh mapping there as well.
    ///
    /// # Errors
    ///
    /// As [`map_range_lazily`](Self::map_range_lazily).
    ///
    /// # Panics
    ///
    /// As [`map_range_lazily`](Self::map_range_lazily).
    ///
    /// # Safety
    ///
    /// Another CPU must use an address of `range` only after what the current context has deferred
    /// is settled, or if it gets the address by a release store of this CPU after this call and an
    /// acquire load. [`settle_fault`](crate::settle_fault) in its handler does not replace that:
    /// the barriers of another CPU do not complete the stores of this one. (After that the other
    /// CPU needs what it needs after [`Mapping::map_range`]: a context synchronisation after the
    /// load that told it, or that handler.)
    unsafe fn map_range_lazily_shared<M: Arm64Mode>(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: Self::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError>;
}

impl<T: Translation<R::Attributes>, R: WalkedRegime> LazyMapping for Lazy<T, R> {
    type Attributes = R::Attributes;

    fn map_range_lazily<M: Arm64Mode>(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: R::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError> {
        if M::Backend::WALKED && walked_here_alone(&mut self.0) && is_fresh(&self.0, range, flags) {
            map_fresh::<M, T, R>(&mut self.0, range, pa, flags, constraints)
        } else {
            self.map_range(range, pa, flags, constraints)
        }
    }

    unsafe fn map_range_lazily_shared<M: Arm64Mode>(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: R::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError> {
        // A mapping that is active nowhere needs nothing: the code that activates it completes its
        // stores.
        if M::Backend::WALKED && self.active() && is_fresh(&self.0, range, flags) {
            map_fresh::<M, T, R>(&mut self.0, range, pa, flags, constraints)
        } else {
            self.map_range(range, pa, flags, constraints)
        }
    }
}

/// Returns whether one CPU walks the tables, and it is this one. A task that migrates after the
/// question is switched out, which completes its stores.
fn walked_here_alone<T: Translation<R::Attributes>, R: WalkedRegime>(
    mapping: &mut Mapping<T, R>,
) -> bool {
    unmarked(mapping).1 == 1 && R::walks(mapping.root_address())
}

/// Returns whether mapping `range` makes invalid entries valid, and does nothing else: no live
/// entry changes, no block is split, no table freed.
fn is_fresh<T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &Mapping<T, R>,
    range: &MemoryRegion,
    flags: R::Attributes,
) -> bool {
    // Flags that the crate refuses go its own way, so that it refuses them itself.
    let maps =
        flags & (R::Attributes::VALID | R::Attributes::TABLE_OR_PAGE) == R::Attributes::VALID;
    maps && mapping
        .walk_range(range, &mut |_, entry, _| if entry.is_valid() { Err(()) } else { Ok(()) })
        .is_ok()
}

/// Maps a fresh range of an active mapping, and defers the pair in a section.
///
/// While the mapping isn't marked as active, the crate stores as usual and issues nothing. It
/// stores each entry by one store-release, which orders the zeros of a new table before the entry
/// that links it. The crate itself relies on that when it installs a table in an active mapping, so
/// walkers may be on the mapping here too.
fn map_fresh<M: Arm64Mode, T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &mut Mapping<T, R>,
    range: &MemoryRegion,
    pa: PhysicalAddress,
    flags: R::Attributes,
    constraints: Constraints,
) -> Result<(), MapError> {
    // After the last store, even if the translation panics between two.
    defer! { queue_pte_barriers::<M>() }
    unmarked(mapping).0.map_range(range, pa, flags, constraints)
}

/// Unmarks an active mapping, and returns it with the number of its marks, which come back on drop.
///
/// They come back after a panic too: a mapping that is walked must not look as if it could be
/// dropped. The crate counts marks, and says only whether there are any. The mapping is borrowed
/// exclusively meanwhile, so nobody sees that they are gone.
fn unmarked<T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &mut Mapping<T, R>,
) -> impl DerefMut<Target = (&mut Mapping<T, R>, usize)> {
    let mut marks = 0;
    while mapping.active() {
        mapping.mark_inactive();
        marks += 1;
    }
    guard((mapping, marks), |(mapping, marks)| {
        for _ in 0..marks {
            mapping.mark_active();
        }
    })
}
