// SPDX-License-Identifier: MIT OR Apache-2.0
//! Page tables of a crate, made lazy without a fork. Each adapter is a feature, named after the
//! crate.
//!
//! With `aarch64-paging`, fresh mappings by many calls settle once; all else goes the crate's own
//! way (`lazy_mmu_arm64::aarch64_paging`):
//!
//! ```
//! # #[cfg(feature = "aarch64-paging")]
//! # mod example {
//! use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress};
//! use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, Translation};
//! use aarch64_paging::MapError;
//! use lazy_mmu_arm64::Arm64Mode;
//! use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping};
//! use lazy_mmu_core::lazy_mmu;
//!
//! /// In place of `Mapping`. It is made of one, where the kernel claims that TLBs hold nothing older.
//! type Table<T> = Lazy<T, El1And0>;
//!
//! #[lazy_mmu(platform = M)]
//! pub fn map<M: Arm64Mode, T: Translation<El1Attributes>>(
//!     table: &mut Table<T>,
//!     pages: &[(MemoryRegion, PhysicalAddress)],
//!     flags: El1Attributes,
//! ) -> Result<(), MapError> {
//!     for (page, frame) in pages {
//!         table.map_range_lazily::<M>(page, *frame, flags, Constraints::empty())?; // in place of `map_range`
//!     }
//!     Ok(())
//! }
//! # }
//! ```
//!
//! With `page_table_multiarch`, the crate of ArceOS, the type of the page table is all that changes
//! (`lazy_mmu_arm64::page_table_multiarch`). A table has the crate's methods, and keeps what its
//! cursors have changed until they flush:
//!
//! ```
//! # #[cfg(feature = "page-table-multiarch")]
//! # mod example {
//! use lazy_mmu_arm64::Arm64;
//! use lazy_mmu_arm64::page_table_multiarch::Lazy;
//! use lazy_mmu_core::{Platform, Slot};
//! use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};
//!
//! pub struct MyKernel;
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { false }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&SLOT) }
//! # }
//!
//! /// In place of `PageTable64<D, E, H>`, and of the `A64PageTable<H>` that stands for it.
//! pub type PageTable<D: PagingMetaData, E: GenericPTE, H: PagingHandler> = Lazy<PageTable64<D, E, H>, MyKernel>;
//! # static SLOT: Slot<Arm64> = Slot::new(());
//! # }
//! ```
