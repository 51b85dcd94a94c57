// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Lazy`]: a mapping with the claim that no TLB holds anything for its invalid entries.

use core::ops::{Deref, DerefMut};

use aarch64_paging::descriptor::{PhysicalAddress, UpdatableDescriptor};
use aarch64_paging::paging::{Constraints, MemoryRegion, Translation, TranslationRegime};
use aarch64_paging::{MapError, Mapping};
use scopeguard::guard;

use crate::tlb::Features;
use crate::{El1, cpu, tlb};

/// A [`Mapping`] with the claim that no TLB holds anything for its invalid entries.
///
/// So a fresh mapping needs no invalidation.
///
/// In everything else it is the mapping. The methods here that change the mapping also do what the
/// errata of [`tlb`] need. (Not for tables that the crate frees within them: their frames go back
/// before that.)
///
/// It gives no `&mut` of the mapping itself: code could put another mapping into its place, for
/// which nobody has claimed anything:
///
/// ```compile_fail,E0596
/// # use aarch64_paging::Mapping;
/// # use aarch64_paging::descriptor::El1Attributes;
/// # use aarch64_paging::paging::{El1And0, Translation};
/// # use lazy_mmu_arm64::aarch64_paging::Lazy;
/// fn exchange<T: Translation<El1Attributes>>(
///     claimed: &mut Lazy<T, El1And0>,
///     other: &mut Mapping<T, El1And0>,
/// ) {
///     core::mem::swap(&mut **claimed, other);
/// }
/// ```
#[derive(Debug)]
pub struct Lazy<T: Translation<R::Attributes>, R: TranslationRegime>(pub(super) Mapping<T, R>);

impl<T: Translation<R::Attributes>, R: TranslationRegime> Lazy<T, R> {
    /// Wraps a mapping, with the claim that no TLB holds anything for its invalid entries.
    ///
    /// # Safety
    ///
    /// For each call of [`map_range_lazily`](super::LazyMapping::map_range_lazily) or
    /// [`map_range_lazily_shared`](super::LazyMapping::map_range_lazily_shared) that finds its
    /// range invalid, no TLB may hold a translation of that range that the mapping's ASID can use.
    ///
    /// That is true where the crate has made an entry invalid in a mapping that was marked as
    /// active, and where nothing was mapped since the last [`tlb::invalidate_all`]. In each of
    /// these cases call that function before you map in the mapping again:
    ///
    /// * Another table was in the register before the mapping was activated, such as the boot's:
    ///   its global entries have no ASID.
    /// * The mapping was deactivated, unmapped in, and activated again: the crate invalidates what
    ///   has the mapping's ASID, and global entries have none.
    /// * [`Mapping::modify_range`] ended with an error after its updater had made an entry invalid:
    ///   the crate hasn't invalidated that.
    /// * `mark_inactive` was called around a change of a mapping that is walked.
    pub const unsafe fn new(mapping: Mapping<T, R>) -> Self {
        Self(mapping)
    }

    /// Returns the mapping alone.
    pub fn into_inner(self) -> Mapping<T, R> {
        self.0
    }

    /// Maps a range, as [`Mapping::map_range`] does.
    ///
    /// # Errors
    ///
    /// The errors of [`Mapping::map_range`].
    pub fn map_range(
        &mut self,
        range: &MemoryRegion,
        pa: PhysicalAddress,
        flags: R::Attributes,
        constraints: Constraints,
    ) -> Result<(), MapError> {
        self.mended().map_range(range, pa, flags, constraints)
    }

    /// Modifies a range, as [`Mapping::modify_range`] does.
    ///
    /// # Errors
    ///
    /// The errors of [`Mapping::modify_range`].
    pub fn modify_range<F>(&mut self, range: &MemoryRegion, f: &F) -> Result<(), MapError>
    where
        F: Fn(&MemoryRegion, &mut UpdatableDescriptor<'_, R::Attributes>) -> Result<(), ()>
            + ?Sized,
    {
        self.mended().modify_range(range, f)
    }

    /// Compacts the subtables, as [`Mapping::compact_subtables`] does.
    pub fn compact_subtables(&mut self) {
        self.mended().compact_subtables();
    }

    /// Returns the mapping for one call, after which it repeats the crate's invalidation for
    /// errata.
    ///
    /// The repeat comes after the crate's own invalidation, on an error or panic too. Any regime's
    /// is enough, and that of EL1 may be executed at any exception level. The features are read
    /// after the invalidation, for a CPU that is added meanwhile. The mapping is borrowed
    /// exclusively, so it is as active as before the call.
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
