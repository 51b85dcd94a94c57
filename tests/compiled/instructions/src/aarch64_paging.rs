//! The calls of `aarch64-paging` that the adapter makes, for tables at an unknown address.

use core::ptr::{NonNull, with_exposed_provenance_mut};

use aarch64_paging::MapError;
use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, PageTable, Translation};
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
use lazy_mmu_core::NoLazyMmu;

/// An allocator that has one table, the next one.
#[derive(Debug)]
pub struct Next(NonNull<PageTable<El1Attributes>>);

impl Translation<El1Attributes> for Next {
    fn allocate_table(&mut self) -> (NonNull<PageTable<El1Attributes>>, PhysicalAddress) {
        (self.0, PhysicalAddress(self.0.as_ptr().expose_provenance()))
    }

    unsafe fn deallocate_table(&mut self, table: NonNull<PageTable<El1Attributes>>) {
        self.0 = table;
    }

    fn physical_to_virtual(&self, pa: PhysicalAddress) -> NonNull<PageTable<El1Attributes>> {
        NonNull::new(with_exposed_provenance_mut(pa.0)).expect("a table")
    }
}

/// Maps a range by the adapter, new tables included.
///
/// # Errors
///
/// Fails as the crate does.
#[inline(never)]
pub fn map(
    tables: &mut Lazy<Next, El1And0>,
    range: &MemoryRegion,
    flags: El1Attributes,
) -> Result<(), MapError> {
    tables.map_range_lazily::<NoLazyMmu>(range, PhysicalAddress(0), flags, Constraints::empty())
}
