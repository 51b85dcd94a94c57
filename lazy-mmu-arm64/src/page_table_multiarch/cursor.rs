// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`LazyCursor`]: the crate's cursor, whose changes are known for what they are.

use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::Deref;

use memory_addr::{MemoryAddr, PhysAddr, VirtAddr};
use page_table_multiarch::{MappingFlags, PageSize, PagingError, PagingResult};

use super::{Inner, InnerCursor, Lazy, RegimeOf, Table};
use crate::{Arm64Mode, Regime};

/// A cursor of a [`Lazy`] table. It has the methods of the crate's, and flushes when it is dropped.
///
/// It stays with the task that made it: what it has stored is settled by that one.
pub struct LazyCursor<'a, T: Table, M: Arm64Mode, R: Regime = RegimeOf<M>> {
    table: &'a mut Lazy<T, M, R>,
    not_send: PhantomData<*const ()>,
}

impl<'a, T: Table, M: Arm64Mode, R: Regime> LazyCursor<'a, T, M, R> {
    pub(super) fn new(table: &'a mut Lazy<T, M, R>) -> Self {
        Self { table, not_send: PhantomData }
    }

    /// The crate's cursor, for one call. Never dropped, so that the crate does not flush; it owns
    /// nothing.
    pub(super) fn inner(&mut self) -> ManuallyDrop<InnerCursor<'_, T>> {
        ManuallyDrop::new(self.table.table.cursor())
    }

    /// Maps one page or block at `address` that was not mapped.
    ///
    /// # Errors
    ///
    /// Those of the crate, as of each call here.
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

    /// Changes the flags of what is mapped at `address`.
    ///
    /// # Errors
    ///
    /// If nothing is.
    pub fn protect(&mut self, address: VirtAddr, flags: MappingFlags) -> PagingResult<PageSize> {
        let size = self.inner().protect(address, flags)?;
        self.live(address);
        Ok(size)
    }

    /// Unmaps what is mapped at `address`, and says what that was. It is not free for other use
    /// before the flush.
    ///
    /// # Errors
    ///
    /// If nothing is.
    pub fn unmap(&mut self, address: VirtAddr) -> PagingResult<(PhysAddr, MappingFlags, PageSize)> {
        let unmapped = self.inner().unmap(address)?;
        self.live(address);
        Ok(unmapped)
    }

    /// Maps `size` bytes from `address` on, each page or, if they are allowed, block to what
    /// `frame_of` says for its address.
    ///
    /// # Errors
    ///
    /// Those of the crate. What was mapped until then stays.
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
    /// At the first address where nothing is mapped. What was unmapped until then stays so.
    ///
    /// # Panics
    ///
    /// If a block reaches out of the region.
    pub fn unmap_region(&mut self, address: VirtAddr, size: usize) -> PagingResult {
        self.each(address, size, |cursor, address| cursor.unmap(address).map(|(_, _, size)| size))
    }

    /// Changes the flags of what is mapped of the `size` bytes from `address` on.
    ///
    /// # Errors
    ///
    /// Those of the crate. What was changed until then stays so.
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

    /// Settles what was changed: now, or, if all of it was fresh, when the section ends.
    pub fn flush(&mut self) {
        self.table.changes.settle::<M, R>();
    }

    /// An entry that is invalid is stored next. Something live may have been there, which is
    /// invalidated before.
    fn fresh(&mut self) {
        if self.table.changes.any_live() {
            self.flush();
        }
        self.table.changes.fresh();
    }

    /// A present entry was changed.
    fn live(&mut self, address: VirtAddr) {
        self.table.changes.live(address.as_usize() as u64);
    }

    /// Calls `change` for each page or block of a region, of which it says the size. A region may
    /// end where addresses do.
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
