// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Lazy`]: page tables of the crate [`aarch64-paging`](aarch64_paging), whose fresh mappings settle once for many calls.
//!
//! [`Mapping::map_range`] of an active table ends with `dsb ishst`, a TLBI for each entry,
//! `dsb ish` and `isb`, also where all that changed was invalid and no TLB knows of it.
//! [`LazyMapping::map_range_lazily`] takes its place: in a section the barrier pair of a fresh
//! mapping is deferred to its end. Everything else (a live entry, a mapping that is removed, a
//! table that other CPUs walk) goes the crate's own way, at once. So do the crate's other calls,
//! which are as good in a section as out of it.
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
//! # What fresh presumes
//!
//! That an entry is invalid is found out by reading it, and taken to mean that no TLB has another
//! one for its addresses. Nothing in the crate keeps that true, so it is claimed once for each
//! mapping, where it becomes a [`Lazy`], which is `unsafe`.
//!
//! A handler of page faults that maps for the task that it has interrupted, in that task's section,
//! calls [`flush`](lazy_mmu_core::flush) before it returns, or opens a section of its own: the task
//! would fault again on what is still deferred.
//!
//! The crate's `IdMap` and `LinearMap` do not say whether they are active; use [`Mapping`] with
//! their translations. The feature needs Rust 1.88, as the crate does (its manifest names no
//! version).

mod walkers;

use core::ops::{Deref, DerefMut};

use aarch64_paging::descriptor::{PagingAttributes, PhysicalAddress, UpdatableDescriptor};
use aarch64_paging::paging::{Constraints, MemoryRegion, Translation, TranslationRegime};
use aarch64_paging::{MapError, Mapping};
use scopeguard::{defer, guard};

pub use walkers::WalkedRegime;

use crate::tlb::Features;
use crate::{Arm64Backend, Arm64Mode, El1, cpu, queue_pte_barriers, tlb};

/// A [`Mapping`] of which no TLB holds anything where its entries are invalid, so that a fresh
/// mapping needs no invalidation.
///
/// It is the mapping in all else. Those of the mapping's methods that change it are here, and also
/// do what the errata of [`tlb`] need. (Not for tables that the crate frees within them: their
/// frames go back before that.)
///
/// The mapping itself is not lent out to be changed, as another one could be put into its place,
/// for which nobody has claimed anything:
///
/// ```compile_fail,E0596
/// # use aarch64_paging::Mapping;
/// # use aarch64_paging::descriptor::El1Attributes;
/// # use aarch64_paging::paging::{El1And0, Translation};
/// # use lazy_mmu_arm64::aarch64_paging::Lazy;
/// fn exchange<T: Translation<El1Attributes>>(claimed: &mut Lazy<T, El1And0>, other: &mut Mapping<T, El1And0>) {
///     core::mem::swap(&mut **claimed, other);
/// }
/// ```
#[derive(Debug)]
pub struct Lazy<T: Translation<R::Attributes>, R: TranslationRegime>(Mapping<T, R>);

impl<T: Translation<R::Attributes>, R: TranslationRegime> Lazy<T, R> {
    /// Claims that for this mapping.
    ///
    /// # Safety
    ///
    /// For each call of [`map_range_lazily`](LazyMapping::map_range_lazily) or its like that finds
    /// its range invalid, no TLB holds a translation of that range that the mapping's ASID can use.
    /// So it is where the crate has made an entry invalid in a mapping that was marked as active,
    /// and where nothing was mapped since the last [`tlb::invalidate_all`]. That function makes it
    /// so again, called before the mapping is mapped in, in each of these cases:
    ///
    /// * another table was in the register before the mapping was activated, such as the boot's:
    ///   its global entries have no ASID;
    /// * the mapping was deactivated, unmapped in, and activated again: the crate invalidates what
    ///   has the mapping's ASID, and global entries have none;
    /// * [`Mapping::modify_range`] ended with an error after its updater had made an entry invalid:
    ///   the crate has not invalidated that;
    /// * `mark_inactive` was called around a change of a mapping that is walked.
    pub const unsafe fn new(mapping: Mapping<T, R>) -> Self {
        Self(mapping)
    }

    /// The mapping alone.
    pub fn into_inner(self) -> Mapping<T, R> {
        self.0
    }

    /// [`Mapping::map_range`].
    ///
    /// # Errors
    ///
    /// As that.
    pub fn map_range(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: R::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError> {
        self.mended().map_range(range, pa, flags, constraints)
    }

    /// [`Mapping::modify_range`].
    ///
    /// # Errors
    ///
    /// As that.
    pub fn modify_range<F>(&mut self, range: &MemoryRegion, f: &F) -> Result<(), MapError>
    where
        F: Fn(&MemoryRegion, &mut UpdatableDescriptor<'_, R::Attributes>) -> Result<(), ()>
            + ?Sized,
    {
        self.mended().modify_range(range, f)
    }

    /// [`Mapping::compact_subtables`].
    pub fn compact_subtables(&mut self) {
        self.mended().compact_subtables();
    }

    /// The mapping, for one call. Behind the crate's own invalidation, on an error or panic too,
    /// comes the second one, where an erratum needs it. Any regime's will do, and that of EL1 may
    /// be executed at any exception level. Whether one does is asked behind the invalidation, for a
    /// CPU that is added meanwhile. Then only whether the mapping is active: it is borrowed alone,
    /// so it is what it was.
    fn mended(&mut self) -> impl DerefMut<Target = &mut Mapping<T, R>> {
        guard(&mut self.0, |mapping| {
            if Features::current().repeat() && mapping.active() {
                tlb::repeat::<El1>();
                cpu::isb();
            }
        })
    }
}

impl<T: Translation<R::Attributes>, R: TranslationRegime> Deref for Lazy<T, R> {
    type Target = Mapping<T, R>;

    fn deref(&self) -> &Mapping<T, R> {
        &self.0
    }
}

/// Mapping lazily.
pub trait LazyMapping {
    /// The attributes of the regime.
    type Attributes: PagingAttributes;

    /// Maps `range` as [`Mapping::map_range`] does. If that is a fresh mapping of a table that this
    /// CPU alone walks, its barrier pair is deferred in a section; if not, it is done in the
    /// crate's own way, whatever section is open. So is everything in the mode
    /// [`Unwalked`](lazy_mmu_core::Unwalked), as a mapping that is active is walked.
    ///
    /// Fresh means that all of `range` was invalid, and `flags` make it valid. That is found out by
    /// walking the tables first. Whether the table is walked here alone is for
    /// [`Mapping::activate`] to know, or for whoever calls `mark_active` in its place, and for
    /// [`WalkedRegime::walks`]. It is asked once, in this call: a CPU that activates the table
    /// later in the section may fault on what is deferred until the section has ended and it has
    /// synchronised, and nothing worse can happen to it.
    ///
    /// # Errors
    ///
    /// Those of [`Mapping::map_range`]. Nothing is stored then, and nothing is deferred.
    ///
    /// # Panics
    ///
    /// If the [`Translation`] does. The mapping is as active as before then, and the pair of what
    /// was stored is deferred.
    fn map_range_lazily<M: Arm64Mode>(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: Self::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError>;

    /// The same for a table that other CPUs walk too, as they all do the kernel's half: the pair of
    /// a fresh mapping is deferred there as well.
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
    /// No other CPU uses an address of `range` until what the current context has deferred is
    /// settled, or it is given the address by a release store of this CPU after this call and loads
    /// it by an acquire load. [`settle_fault`](crate::settle_fault) in its handler does not stand
    /// in for that: the barriers of another CPU do not complete the stores of this one. (When it is
    /// settled, the other CPU needs what it needs after [`Mapping::map_range`]: a context
    /// synchronisation after the load that told it, or that handler.)
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
        // A mapping that is active nowhere needs nothing: whoever activates it completes its
        // stores.
        if M::Backend::WALKED && self.active() && is_fresh(&self.0, range, flags) {
            map_fresh::<M, T, R>(&mut self.0, range, pa, flags, constraints)
        } else {
            self.map_range(range, pa, flags, constraints)
        }
    }
}

/// Whether one CPU walks the tables, and it is this one. Whoever migrates after the question is
/// switched out, which completes its stores.
fn walked_here_alone<T: Translation<R::Attributes>, R: WalkedRegime>(
    mapping: &mut Mapping<T, R>,
) -> bool {
    unmarked(mapping).1 == 1 && R::walks(mapping.root_address())
}

/// Whether mapping `range` makes invalid entries valid, and does nothing else: no live entry
/// changes, no block is split, no table freed.
fn is_fresh<T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &Mapping<T, R>,
    range: &MemoryRegion,
    flags: R::Attributes,
) -> bool {
    // What the crate refuses it shall refuse itself.
    let maps =
        flags & (R::Attributes::VALID | R::Attributes::TABLE_OR_PAGE) == R::Attributes::VALID;
    maps && mapping
        .walk_range(range, &mut |_, entry, _| if entry.is_valid() { Err(()) } else { Ok(()) })
        .is_ok()
}

/// Maps a fresh range of an active mapping, and defers the pair in a section.
///
/// Not marked as active the mapping does no more than to store, and stores what it would otherwise:
/// each entry by one store-release, which orders the zeros of a new table before the entry that
/// links it. That is what the crate itself relies on when it installs a table in an active mapping,
/// so walkers may be on it here too.
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

/// A mapping that is not marked as active, and how often it was, until this is dropped; then it is
/// as it was, after a panic too: a mapping that is walked must not look as if it could be dropped.
///
/// Marks are counted, and the crate tells only whether there are any. It is borrowed alone
/// meanwhile, so nobody sees that they are gone.
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
