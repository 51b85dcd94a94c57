// SPDX-License-Identifier: MIT OR Apache-2.0
//! Page tables that are reached through themselves: an entry of the root leads to the root, and
//! tables show up in that window.
//!
//! A link to a table is a leaf in the window: it shows the table as a page. So a link has a leaf's
//! attributes too (memory type, shareability, Access flag), and whoever links a table uses the new
//! translation at once. That link cannot stay deferred: [`flush`](lazy_mmu_core::flush) behind it.
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
//! That is one pair for each new table, and one for all pages. It is `flush` and not
//! [`emit_pte_barriers`](crate::emit_pte_barriers): after that the section would still have the
//! pair of the link to issue, once more. The function has no section of its own: it never has more
//! than one store to settle, and `set_pte` sees to that. One that maps several pages a call has
//! more, and carries `#[lazy_mmu(defer = given_address)]`. In a pause or a handler `set_table` is
//! eager, and `flush` does nothing.
//!
//! # A table must be zeros before it is linked
//!
//! Walkers may read a table as soon as it is linked, and cache what they find. Where the window is
//! the only way to a frame, that is a question of where zeros come from. From best to worst:
//!
//! 1. **There is another way to the frame**: the loader's map, a linear map, or a scratch page
//!    whose leaf is mapped for this. Zero the frame there; `set_table` orders the zeros before the
//!    link. If that map itself is being built in the section that is open, its leaf may be
//!    deferred, so `flush` comes before the zeroing: two pairs for a table. Boot code that maps its
//!    linear map takes frames of zeros.
//! 2. **The allocator keeps frames of zeros for tables.** An unlinked table is zeros if its entries
//!    were cleared while the window still showed it.
//! 3. **Neither**: link it, `flush`, zero it through the window, then
//!    [`tlb::invalidate_all`](crate::tlb::invalidate_all). Everything, because what was in the
//!    frame may be cached for the addresses below the new table, and also for those of the window
//!    that show its own tables. This is sound only if nobody minds what walkers make of the old
//!    contents meanwhile: an invalidation does not undo a speculative read of a device.
//!
//! # Taking a table away
//!
//! Clear the link, then invalidate what it led to, by
//! [`tlb::invalidate_walk`](crate::tlb::invalidate_walk) for what the table mapped, and the page of
//! the window that showed the table, by [`tlb::invalidate`](crate::tlb::invalidate). Above level 3
//! a table is also part of the walk to the window's pages of the tables below it;
//! [`tlb::invalidate_all`](crate::tlb::invalidate_all) is the simplest there. Then the frame is
//! free.
//!
//! With a [`sink`](crate::sink) the flush is said once, by
//! [`REACHED_THROUGH_THEMSELVES`](crate::sink::PageTables::REACHED_THROUGH_THEMSELVES).
