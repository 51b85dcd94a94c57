//! [`Pool`]: where the page tables of the crate `aarch64-paging` come from in this kernel, and how
//! its pages are mapped.

use core::ptr::{NonNull, with_exposed_provenance_mut};

use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
use aarch64_paging::paging::{PageTable, Translation};

use crate::space;

/// A page of the kernel's own memory.
pub const READ_WRITE: El1Attributes = El1Attributes::VALID
    .union(El1Attributes::ATTRIBUTE_INDEX_1)
    .union(El1Attributes::INNER_SHAREABLE)
    .union(El1Attributes::ACCESSED)
    .union(El1Attributes::UXN)
    .union(El1Attributes::PXN);

/// Tables from the kernel's pool, which is mapped one to one.
#[derive(Debug)]
pub struct Pool;

impl Translation<El1Attributes> for Pool {
    fn allocate_table(&mut self) -> (NonNull<PageTable<El1Attributes>>, PhysicalAddress) {
        let frame = space().frames().take().expect("a frame for a table");
        let pa = PhysicalAddress(frame.address() as usize);
        (self.physical_to_virtual(pa), pa)
    }

    unsafe fn deallocate_table(&mut self, table: NonNull<PageTable<El1Attributes>>) {
        let address = table.as_ptr().addr() as u64;
        let frame = space().frames().all().find(|frame| frame.address() == address);
        space().frames().give_back(frame.expect("a frame of the pool"));
    }

    fn physical_to_virtual(&self, pa: PhysicalAddress) -> NonNull<PageTable<El1Attributes>> {
        NonNull::new(with_exposed_provenance_mut(pa.0)).expect("a frame of the pool")
    }
}
