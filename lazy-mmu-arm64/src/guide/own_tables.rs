// SPDX-License-Identifier: MIT OR Apache-2.0
//! Page tables of the kernel's own: which function each store takes.
//!
//! | what happens to an entry | function | TLB |
//! | --- | --- | --- |
//! | an invalid one becomes a leaf, or a run of leaves | [`set_pte`], [`set_ptes`] | – |
//! | an invalid one becomes a link to a table | [`set_table`] | – |
//! | the same, by whoever comes first | [`try_set`] | – |
//! | a live leaf gets other permissions, or is cleared | [`change_pte`] | [`tlb::invalidate`] at once, or a [`Gather`](crate::tlb::Gather) |
//! | a live leaf changes in any other way | [`replace_pte`], [`split_block`]; of a contiguous run, all of it: [`replace_ptes`] | in it |
//! | a table is unlinked | [`change_pte`], at levels 0 and −1 [`set_table`] | [`tlb::invalidate_walk`] before its frame is free |
//! | a process's leaf under TTBR0 | as above | [`tlb::user`] by its ASID |
//!
//! An entry that is stored again as it is needs nothing.
//!
//! Only `set_pte`, `set_ptes`, `set_table` and the `_deferred` forms defer: *a section defers
//! barriers, never an invalidation*. With debug assertions [`set_pte`] and [`set_table`] panic over
//! a live entry that differs, so a kernel with one `set_desc` for everything finds the places to
//! split.
//!
//! Functions are generic over the mode, so that the kernel's own calls are inlined, tests run on
//! [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), and boot code uses
//! [`Unwalked`](lazy_mmu_core::Unwalked):
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64Mode, El1, Level, change_pte, entry_mut, replace_pte, set_pte, set_table, tlb};
//! use lazy_mmu_core::lazy_mmu;
//! # const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
//!
//! /// New leaves: one pair for all of them.
//! #[lazy_mmu(defer = given_address, platform = M)]
//! pub fn map<M: Arm64Mode>(entries: &[AtomicU64], first: u64) {
//!     for (index, entry) in entries.iter().enumerate() {
//!         set_pte::<M>(entry, first + index as u64 * 4096);
//!     }
//! }
//!
//! /// A new table. Its contents are ordered before the link, at once; the link is deferred as a leaf is. Tables may be plain `u64`s.
//! pub fn link<M: Arm64Mode>(table: &mut [u64; 512], index: usize, new: u64) {
//!     set_table::<M>(Level::Two, entry_mut(&mut table[index]), new | 0b11);
//! }
//!
//! /// Live leaves. Until no TLB has them they are invalid and not 0, so that nobody takes them for free.
//! pub fn unmap(entries: &[AtomicU64], address: u64, free: impl Fn(u64)) {
//!     for entry in entries {
//!         change_pte(entry, entry.load(Relaxed) & !1);
//!     }
//!     tlb::invalidate::<El1>(address, entries.len(), 4096);
//!     for entry in entries {
//!         let frame = entry.load(Relaxed) & ADDRESS;
//!         change_pte(entry, 0);
//!         free(frame);
//!     }
//! }
//!
//! /// A live leaf gets another frame: break, invalidate, make, settled.
//! pub fn copy_on_write(entry: &AtomicU64, address: u64, copy: u64) -> u64 {
//!     replace_pte::<El1>(entry, copy | 0b11, address, 4096) & ADDRESS
//! }
//!
//! /// A table is unlinked: no walk goes through it when this returns, and its frame is free.
//! pub fn unlink(entry: &AtomicU64, address: u64) {
//!     change_pte(entry, 0);
//!     tlb::invalidate_walk::<El1>(address, 512, 4096);
//! }
//! # let entries = [const { AtomicU64::new(0) }; 2];
//! # map::<lazy_mmu_core::NoLazyMmu>(&entries, 0x1003);
//! # copy_on_write(&entries[0], 0, 0x5000);
//! # link::<lazy_mmu_core::NoLazyMmu>(&mut [0; 512], 0, 0);
//! # unmap(&entries, 0, |frame| assert!(frame == 0x5000 || frame == 0x2000));
//! # unlink(&AtomicU64::new(3), 0);
//! ```
//!
//! # Invalidations
//!
//! * **One call for many pages.** Where the kernel unmaps a page a call, change the caller: clear
//!   all, then invalidate the range; where the pages are scattered, collect them in a
//!   [`Gather`](crate::tlb::Gather), which keeps the frames until no TLB has them. A section does
//!   not batch invalidations.
//! * **Say what the CPUs have**, at boot: `tlb::set_features(Features::of_this_cpu())`. With
//!   FEAT_TLBIRANGE a range takes one or a few operations.
//! * **A kernel that used to invalidate everything** sets the
//!   [bound](crate::tlb::Features::with_bound) low, to 16 say: from so many operations on, one call
//!   is still one operation where there are no ranges.
//!
//! # Break-before-make
//!
//! One `map` that serves new pages and changed ones looks at the old entry first, and takes the row
//! that fits: invalid, the same, other permissions alone, anything else.
//!
//! A contiguous run changes as a whole, by [`replace_ptes`]: all entries of its group are broken,
//! and all are made again, since walkers must not find the bit in a part of them.
//!
//! [`replace_pte`] settles the *make* at once, whatever section is open: the page was mapped all
//! along, others use it, and until the new entry is settled they fault. Its `_deferred` form is for
//! addresses that nobody else uses.
//!
//! # Addresses that the kernel chooses
//!
//! A function that chooses the address returns it [`Unsettled`](lazy_mmu_core::Unsettled), so
//! nobody has it before its caller's section has settled it. What was removed may be returned in
//! the same way, for code that is shared with architectures which defer clears: the invalidation
//! asks for the opened value.
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
//! Tables that know no barriers tell a [`sink`](crate::sink) what they have done. Stores that
//! cannot go through the setters are followed by [`queue_pte_barriers`](crate::queue_pte_barriers),
//! once for as many as there are.
//!
//! At boot a kernel says what its CPUs have ([`tlb::set_features`](crate::tlb::set_features)), so
//! that an invalidation is no longer than it must be. [`tlb`](crate::tlb) has the form for each
//! change, and [`Gather`](crate::tlb::Gather) holds frames until they may be given back.
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
//! [`tlb::user`]: crate::tlb::user
//! [`try_set`]: crate::try_set
