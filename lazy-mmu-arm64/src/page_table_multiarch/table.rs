// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Table`]: the page tables of the crate that can be made lazy.

use memory_addr::VirtAddr;
use page_table_multiarch::{
    GenericPTE, PageTable64, PageTable64Cursor, PagingHandler, PagingMetaData,
};

use super::entry::Entry;

/// A page table of the crate: every [`PageTable64`] that translates virtual addresses. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a page table that can be made lazy",
    label = "not a `PageTable64` of `page_table_multiarch` with `VirtAddr` for its addresses",
    note = "name the crate's table, as in `Lazy<A64PageTable<Frames>, MyKernel>`"
)]
pub trait Table: sealed::Table {}

impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table
    for PageTable64<D, E, H>
{
}

/// The crate's table in a lazy one, with entries that order the contents of a new table.
pub type Inner<T> = PageTable64<
    <T as sealed::Table>::MetaData,
    Entry<<T as sealed::Table>::Entry>,
    <T as sealed::Table>::Frames,
>;

/// The crate's cursor of that.
pub type InnerCursor<'a, T> = PageTable64Cursor<
    'a,
    <T as sealed::Table>::MetaData,
    Entry<<T as sealed::Table>::Entry>,
    <T as sealed::Table>::Frames,
>;

mod sealed {
    use super::*;

    pub trait Table {
        type MetaData: PagingMetaData<VirtAddr = VirtAddr>;
        type Entry: GenericPTE;
        type Frames: PagingHandler;
    }

    impl<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler> Table
        for PageTable64<D, E, H>
    {
        type MetaData = D;
        type Entry = E;
        type Frames = H;
    }
}
