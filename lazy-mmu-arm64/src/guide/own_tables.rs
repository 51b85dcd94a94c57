// SPDX-License-Identifier: MIT OR Apache-2.0
//! Store to page tables of the kernel's own: the function for each store.
//!
//! You have an `impl Platform` ([`slot`](super::slot)), and functions that store entries. After
//! this page each fresh mapping goes through a setter, which defers its pair in a section.
//! [`break_before_make`](super::break_before_make) does the same for live entries.
//!
//! | the entry | becomes | function | in a section |
//! | --- | --- | --- | --- |
//! | is invalid | a leaf, or a run of leaves | [`set_pte`], [`set_ptes`] | the pair is deferred |
//! | is invalid | a link to a table | [`set_table`] | the pair is deferred; `dmb ishst` orders the table's contents at once |
//! | is invalid | either, while other CPUs may try the same | [`try_set`] | settled when it returns |
//! | is a live leaf | cleared, or with other permissions | [`change_pte`], then [`tlb::invalidate`] | at once |
//! | is a live leaf | changed in any other way | [`replace_pte`], [`replace_ptes`], [`split_block`] | at once |
//! | is a live link | cleared | [`change_pte`], at levels 0 and −1 [`set_table`], then [`tlb::invalidate_walk`] | at once |
//! | is any of these | the same again | none | it needs nothing |
//!
//! Only `set_pte`, `set_ptes`, `set_table` and the `_deferred` forms of
//! [`break_before_make`](super::break_before_make) defer: **a section defers barriers, never an
//! invalidation**. With debug assertions [`set_pte`], [`set_ptes`] and [`set_table`] panic over a
//! live entry that differs, so a kernel with one `set_desc` for everything finds the places to
//! split.
//!
//! A `map` that serves new pages and changed ones must look at the old entry first, and take the
//! row that fits: invalid, the same, only the permissions differ, anything else.
//!
//! # Stores
//!
//! Write the functions generic over the mode. Then the compiler inlines the kernel's own calls, the
//! tests take [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), and boot code takes
//! [`Unwalked`](lazy_mmu_core::Unwalked).
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::{Arm64Mode, Level, entry_mut, set_pte, set_table};
//! use lazy_mmu_core::lazy_mmu;
//!
//! /// New leaves: one pair for all of them.
//! #[lazy_mmu(defer = given_address, platform = M)]
//! pub fn map<M: Arm64Mode>(entries: &[AtomicU64], first: u64) {
//!     for (page, entry) in (0..).zip(entries) {
//!         set_pte::<M>(entry, first + page * 4096);
//!     }
//! }
//!
//! /// A new table. `set_table` orders its contents before the link, at once, and defers the pair of
//! /// the link. Tables may be plain `u64`s.
//! pub fn link<M: Arm64Mode>(table: &mut [u64; 512], index: usize, new: u64) {
//!     set_table::<M>(Level::Two, entry_mut(&mut table[index]), new | 0b11);
//! }
//! # map::<lazy_mmu_core::NoLazyMmu>(&[const { AtomicU64::new(0) }; 2], 0x1003);
//! # link::<lazy_mmu_core::NoLazyMmu>(&mut [0; 512], 0, 0);
//! ```
//!
//! A store through `&mut u64` isn't enough: the compiler may move it below a barrier. Use
//! [`entry_mut`](crate::entry_mut), [`entries_mut`](crate::entries_mut) or
//! [`entry_at`](crate::entry_at).
//!
//! After stores that can't go through the setters, call
//! [`queue_pte_barriers`](crate::queue_pte_barriers), once for any number of stores. Table code
//! that knows no barriers hands its changes to a [`sink`](crate::sink).
//!
//! # Hand out addresses that the kernel chooses
//!
//! A bare address doesn't show whether its pages are settled. A function that chooses the address
//! returns it as [`Unsettled`](lazy_mmu_core::Unsettled), so nobody has it before its caller's
//! section has settled it. `unmap` may return what it removed in the same way, for code that is
//! shared with architectures which defer clears: the invalidation asks for the opened value.
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64Mode, El1, change_pte, set_pte, tlb};
//! use lazy_mmu_core::{LazyMmuGuard, Unsettled, lazy_mmu};
//!
//! static NEXT: AtomicU64 = AtomicU64::new(0xffff_e000_0000_0000);
//!
//! #[lazy_mmu(defer, platform = M)]
//! pub fn vmap<M: Arm64Mode>(entries: &[AtomicU64], first: u64) -> Unsettled<u64, M> {
//!     let address = NEXT.fetch_add(entries.len() as u64 * 4096, Relaxed);
//!     for (index, entry) in entries.iter().enumerate() {
//!         set_pte::<M>(entry, first + index as u64 * 4096);
//!     }
//!     Unsettled::new(address)
//! }
//!
//! /// Pages whose entries are cleared, and maybe cached. Only `unmap` makes it.
//! #[must_use = "give it to `tlb_flush`"]
//! pub struct Removed(u64, usize);
//!
//! pub fn unmap<M: Arm64Mode>(entries: &[AtomicU64], address: u64) -> Unsettled<Removed, M> {
//!     for entry in entries {
//!         change_pte(entry, 0);
//!     }
//!     Unsettled::new(Removed(address, entries.len()))
//! }
//!
//! pub fn tlb_flush(Removed(address, pages): Removed) {
//!     tlb::invalidate::<El1>(address, pages, 4096);
//! }
//!
//! pub fn two_buffers<M: Arm64Mode>(entries: &[AtomicU64; 2]) {
//!     let section = LazyMmuGuard::<M>::enable();
//!     let buffers = vmap(&entries[..1], 0x1003).zip(vmap(&entries[1..], 0x2003));
//!     let (one, two) = section.finish(buffers); // one pair for both
//!     // … use them …
//!     # assert_eq!(two, one + 4096);
//!     tlb_flush(unmap::<M>(entries, one).flush());
//! }
//! # two_buffers::<lazy_mmu_core::NoLazyMmu>(&[const { AtomicU64::new(0) }; 2]);
//! ```
//!
//! Next: [`break_before_make`](super::break_before_make).
//!
//! [`change_pte`]: crate::change_pte
//! [`replace_pte`]: crate::replace_pte
//! [`replace_ptes`]: crate::replace_ptes
//! [`set_pte`]: crate::set_pte
//! [`set_ptes`]: crate::set_ptes
//! [`set_table`]: crate::set_table
//! [`split_block`]: crate::split_block
//! [`tlb::invalidate`]: crate::tlb::invalidate
//! [`tlb::invalidate_walk`]: crate::tlb::invalidate_walk
//! [`try_set`]: crate::try_set
