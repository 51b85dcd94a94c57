// SPDX-License-Identifier: MIT OR Apache-2.0
//! Map in page tables that are reached through themselves.
//!
//! You have a recursive mapping: an entry of the root leads to the root, and a window of addresses
//! shows the tables. After this page a new table is settled before anybody uses it through the
//! window, and leaves are deferred as everywhere.
//!
//! A link to a table is a leaf in the window: it shows the table as a page. So a link has a leaf's
//! attributes too (memory type, shareability, Access flag), and the code that links a table uses
//! the new translation at once. That link can't stay deferred: [`flush`](lazy_mmu_core::flush)
//! after it.
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64Mode, Level, set_pte, set_table};
//! use lazy_mmu_core::flush;
//!
//! # pub struct OutOfFrames;
//! # const LINK: u64 = 0b11 | 1 << 10;
//! /// Maps a page of the caller's choice: in the caller's section, or settled when this returns.
//! pub fn map<M: Arm64Mode>(page: u64, frame: u64) -> Result<(), OutOfFrames> {
//!     for (index, level) in [Level::Zero, Level::One, Level::Two].into_iter().enumerate() {
//!         let entry = window(index, page);
//!         if entry.load(Relaxed) & 1 == 0 {
//!             set_table::<M>(level, entry, zeroed_frame()? | LINK);
//!             flush::<M>(); // the window shows the table from here on
//!         }
//!     }
//!     set_pte::<M>(window(3, page), frame | LINK); // deferred, as everywhere
//!     Ok(())
//! }
//! # fn zeroed_frame() -> Result<u64, OutOfFrames> { Ok(0x1000) }
//! # static ENTRIES: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
//! # fn window(level: usize, _: u64) -> &'static AtomicU64 { &ENTRIES[level] }
//! # assert!(map::<lazy_mmu_core::NoLazyMmu>(0, 0x2000).is_ok());
//! ```
//!
//! That is one pair for each new table, and one for all pages.
//!
//! * It calls `flush`, not [`emit_pte_barriers`](crate::emit_pte_barriers). After
//!   `emit_pte_barriers` the link still counts as deferred, and the section would issue its pair
//!   once more.
//! * The function has no section of its own. It never has more than one store to settle, and
//!   `set_pte` sees to that. A function that maps several pages a call has more, and carries
//!   `#[lazy_mmu(defer = given_address)]`.
//! * In a pause or a handler `set_table` is eager, and `flush` does nothing.
//!
//! # Link a table only when it is all zeros
//!
//! Walkers may read a table as soon as it is linked, and cache what they find. So the
//! frame should hold zeros before the link, but the window shows the frame only after it. These
//! are the ways out, from best to worst:
//!
//! 1. **There is another way to the frame**: the loader's map, a linear map, or a scratch page
//!    whose leaf is mapped for this. Zero the frame there; `set_table` orders the zeros before the
//!    link. If the open section is building that map itself, its leaf may be deferred, so `flush`
//!    before the zeroing: two pairs for a table. Boot code that maps its linear map takes frames of
//!    zeros.
//! 2. **The allocator keeps frames of zeros for tables.** An unlinked table is zeros if its entries
//!    were cleared while the window still showed it.
//! 3. **Neither**: link it, `flush`, zero it through the window, then
//!    [`tlb::invalidate_all`](crate::tlb::invalidate_all). It invalidates everything, because TLBs
//!    may hold what was in the frame for the addresses below the new table, and for those of the
//!    window that show its own tables. This is sound only if no harm comes from what walkers make
//!    of the old contents meanwhile: an invalidation doesn't undo a speculative read of a device.
//!
//! # Take a table away
//!
//! 1. Clear the link.
//! 2. Call [`tlb::invalidate_walk`](crate::tlb::invalidate_walk) for what the table mapped.
//! 3. Call [`tlb::invalidate`](crate::tlb::invalidate) for the page of the window that showed the
//!    table. Above level 3 a table is also part of the walk to the window's pages of the tables
//!    below it; there [`tlb::invalidate_all`](crate::tlb::invalidate_all) is the simplest.
//! 4. Now the frame is free.
//!
//! A [`sink`](crate::sink) flushes each link by itself, if its tables say
//! [`REACHED_THROUGH_THEMSELVES`](crate::sink::PageTables::REACHED_THROUGH_THEMSELVES).
//!
//! Next: [`sections`](super::sections).
