// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`LazyCursor`]: the crate's cursor, which distinguishes fresh mappings from changes.

use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::Deref;

use memory_addr::{MemoryAddr, PhysAddr, VirtAddr};
use page_table_multiarch::{MappingFlags, PageSize, PagingError, PagingResult};

use super::table::{Inner, InnerCursor};
use super::{Lazy, RegimeOf, Table};
use crate::{Arm64Mode, Regime};

/// A cursor of a [`Lazy`] table, with the methods of the crate's cursor.
///
/// It flushes when it drops. It isn't `Send`: the task that stored also settles.
pub struct LazyCursor<'a, T: Table, M: Arm64Mode, R: Regime = RegimeOf<M>> {
    table: &'a mut Lazy<T, M, R>,
    not_send: PhantomData<*const ()>,
}

impl<'a, T: Table, M: Arm64Mode, R: Regime> LazyCursor<'a, T, M, R> {
    pub(super) fn new(table: &'a mut Lazy<T, M, R>) -> Self {
        Self { table, not_send: PhantomData }
    }

    /// Returns the crate's cursor, for one call. It never drops, so the crate doesn't flush; it
    /// owns nothing.
    pub(super) fn inner(&mut self) -> ManuallyDrop<InnerCursor<'_, T>> {
        ManuallyDrop::new(self.table.table.cursor())
    }

    /// Maps one page or block at `address`, where nothing was mapped.
    ///
    /// # Errors
    ///
    /// The crate's errors, as for each call here.
    pub fn map(
        &mut self,
        address: VirtAddr,
        frame: PhysAddr,
        size: PageSize,
        flags: MappingFlags,
    ) -> PagingResult {
        self.fresh();
        self.inner().map(address, frame, size, flags)
    }

    /// Stores another frame and other flags over the entry for `address`, present or not.
    ///
    /// # Errors
    ///
    /// If there is no table for it.
    pub fn remap(
        &mut self,
        address: VirtAddr,
        frame: PhysAddr,
        flags: MappingFlags,
    ) -> PagingResult<PageSize> {
        let is_present = self.query(address).is_ok();
        if !is_present {
            self.fresh();
        }
        let size = self.inner().remap(address, frame, flags)?;
        if is_present {
            self.live(address);
        }
        Ok(size)
    }

    /// Changes the flags of the page or block at `address`.
    ///
    /// # Errors
    ///
    /// If nothing is mapped there.
    pub fn protect(&mut self, address: VirtAddr, flags: MappingFlags) -> PagingResult<PageSize> {
        let size = self.inner().protect(address, flags)?;
        self.live(address);
        Ok(size)
    }

    /// Unmaps the page or block at `address`, and returns what it was.
    ///
    /// Its frame isn't free for other use before the flush.
    ///
    /// # Errors
    ///
    /// If nothing is mapped there.
    pub fn unmap(&mut self, address: VirtAddr) -> PagingResult<(PhysAddr, MappingFlags, PageSize)> {
        let unmapped = self.inner().unmap(address)?;
        self.live(address);
        Ok(unmapped)
    }

    /// Maps `size` bytes from `address` on, to the frames that `frame_of` returns.
    ///
    /// It maps pages, and blocks if `allow_huge`.
    ///
    /// # Errors
    ///
    /// The crate's errors. Pages that were mapped until then stay mapped.
    pub fn map_region(
        &mut self,
        address: VirtAddr,
        frame_of: impl Fn(VirtAddr) -> PhysAddr,
        size: usize,
        flags: MappingFlags,
        allow_huge: bool,
    ) -> PagingResult {
        self.fresh();
        self.inner().map_region(address, frame_of, size, flags, allow_huge)
    }

    /// Unmaps `size` bytes from `address` on.
    ///
    /// # Errors
    ///
    /// At the first address where nothing is mapped. Pages that were unmapped until then stay
    /// unmapped.
    ///
    /// # Panics
    ///
    /// If a block reaches out of the region.
    pub fn unmap_region(&mut self, address: VirtAddr, size: usize) -> PagingResult {
        self.each(address, size, |cursor, address| cursor.unmap(address).map(|(_, _, size)| size))
    }

    /// Changes the flags of all that is mapped in the `size` bytes from `address` on.
    ///
    /// # Errors
    ///
    /// The crate's errors. Pages that were changed until then stay changed.
    ///
    /// # Panics
    ///
    /// If a block reaches out of the region.
    pub fn protect_region(
        &mut self,
        address: VirtAddr,
        size: usize,
        flags: MappingFlags,
    ) -> PagingResult {
        self.each(address, size, |cursor, address| match cursor.protect(address, flags) {
            Err(PagingError::NotMapped) => Ok(PageSize::Size4K),
            protected => protected,
        })
    }

    /// Settles the changes: now, or, if all are fresh, when the section ends.
    pub fn flush(&mut self) {
        self.table.changes.settle::<M, R>();
    }

    /// Notes that an invalid entry is stored next. If a live one may have been there, it flushes
    /// first.
    fn fresh(&mut self) {
        if self.table.changes.any_live() {
            self.flush();
        }
        self.table.changes.fresh();
    }

    /// Notes that a present entry was changed.
    fn live(&mut self, address: VirtAddr) {
        self.table.changes.live(address.as_usize() as u64);
    }

    /// Calls `change`, which returns a size, for each page or block of a region. A region may end
    /// at the last address.
    fn each(
        &mut self,
        mut address: VirtAddr,
        mut left: usize,
        mut change: impl FnMut(&mut Self, VirtAddr) -> PagingResult<PageSize>,
    ) -> PagingResult {
        while left > 0 {
            let size = change(self, address)?;
            assert!(
                size.is_aligned(address.as_usize()) && size as usize <= left,
                "the block at {address:#x} reaches out of the region"
            );
            address = address.wrapping_add(size as usize);
            left -= size as usize;
        }
        Ok(())
    }
}

impl<T: Table, M: Arm64Mode, R: Regime> Deref for LazyCursor<'_, T, M, R> {
    type Target = Inner<T>;

    fn deref(&self) -> &Inner<T> {
        self.table
    }
}

impl<T: Table, M: Arm64Mode, R: Regime> Drop for LazyCursor<'_, T, M, R> {
    fn drop(&mut self) {
        self.flush();
    }
}
