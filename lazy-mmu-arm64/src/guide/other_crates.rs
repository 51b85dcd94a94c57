// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keep the page tables of another crate, or of your own that know no barriers.
//!
//! You have page tables of `aarch64-paging` or `page_table_multiarch`, or table code that shouldn't
//! know barriers. After this page fresh mappings in them are deferred, and you have rewritten no
//! table code.
//!
//! | tables of | use | Rust |
//! | --- | --- | --- |
//! | `aarch64-paging` 0.12, from 0.12.3 on | the module `aarch64_paging`, by the feature `aarch64-paging` | 1.88 |
//! | `page_table_multiarch` 0.6, from 0.6.2 on | the module `page_table_multiarch`, by the feature `page-table-multiarch` | 1.88 |
//! | the kernel, whose code knows no barriers | [`sink`](crate::sink): the code hands over its changes, and the sink issues what they need | 1.85 |
//!
//! The adapters need Rust 1.88, because their crates have `let` chains, whatever their manifests
//! say.
//!
//! # `aarch64-paging`
//!
//! Wrap the mapping once, by `unsafe { Lazy::new(mapping) }`. By this call you claim that no TLB
//! has anything else for the mapping's addresses. Then `map_range_lazily` takes the place of
//! `map_range`. Fresh mappings need one pair, which a section defers. A call that changes a live
//! entry, frees a table, or maps in a table that another CPU walks, goes the crate's own way, at
//! once.
//!
//! Mapping 64 pages by a call each takes 128 DSB, 64 ISB and 64 TLBI without the adapter; in a
//! section with it 1, 1 and 0. (A plugin of QEMU counted that, and the table of the other adapter.)
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
//! /// In place of `Mapping`. `unsafe { Lazy::new(mapping) }` makes it.
//! type Table<T> = Lazy<T, El1And0>;
//!
//! #[lazy_mmu(platform = M)]
//! pub fn map<M: Arm64Mode, T: Translation<El1Attributes>>(
//!     table: &mut Table<T>,
//!     pages: &[(MemoryRegion, PhysicalAddress)],
//!     flags: El1Attributes,
//! ) -> Result<(), MapError> {
//!     for (page, frame) in pages {
//!         // In place of `map_range`:
//!         table.map_range_lazily::<M>(page, *frame, flags, Constraints::empty())?;
//!     }
//!     Ok(())
//! }
//! # }
//! ```
//!
//! # `page_table_multiarch`
//!
//! Change the type of the page table, and nothing else: `Lazy<A64PageTable<H>, MyKernel>`, or any
//! other mode. It has the crate's methods, and keeps what its cursors have changed until they
//! flush. A fresh mapping needs a pair, which a section defers. A change of a present entry is
//! invalidated when its cursor flushes.
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
//! pub type PageTable<D: PagingMetaData, E: GenericPTE, H: PagingHandler> =
//!     Lazy<PageTable64<D, E, H>, MyKernel>;
//! # static SLOT: Slot<Arm64> = Slot::new(());
//! # }
//! ```
//!
//! This adapter makes ArceOS lazy, unchanged, as its crates are published. In the repository,
//! `tests/kernels/arceos` is that kernel. Pages mapped one by one in a table on ArceOS's own frame
//! allocator take, counted from outside the guest (DSB, ISB, TLBI):
//!
//! | pages | ArceOS's `map_alloc` | the crate's table | `Lazy`, outside sections | `Lazy`, in a section |
//! | ---: | ---: | ---: | ---: | ---: |
//! | 1 | 1, 1, 1 | 1, 1, 1 | 1, 1, 0 | 1, 1, 0 |
//! | 16 | 16, 16, 16 | 16, 16, 16 | 16, 16, 0 | 1, 1, 0 |
//! | 64 | 64, 64, 64 | 64, 64, 64 | 64, 64, 0 | 1, 1, 0 |
//! | 512 | 512, 512, 512 | 512, 512, 512 | 512, 512, 0 | 1, 1, 0 |
//!
//! # Tables of your own that know no barriers
//!
//! The table code is generic over a [`Flusher`](crate::sink::Flusher). It stores by the functions
//! of [`Change`](crate::sink::Change), which find out what the store was, and hands the change
//! over. [`Sink`](crate::sink::Sink) issues what the change needs: [`sink`](crate::sink) has an
//! example.
//!
//! Next: [`sections`](super::sections).
