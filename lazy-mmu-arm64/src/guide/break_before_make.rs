// SPDX-License-Identifier: MIT OR Apache-2.0
//! Clear, change and replace live entries, and give their frames back.
//!
//! You have functions that unmap, protect, copy on write or free tables. After this page each of
//! them issues one invalidation for all that it changes, and breaks before it makes where it must.
//!
//! A *live entry* is valid, and walkers may read it. TLBs may hold it, so its change takes an
//! invalidation: at once, in a section too.
//!
//! | change | calls | when it is settled |
//! | --- | --- | --- |
//! | clear leaves, or change only permissions | [`change_pte`] for each, then [`tlb::invalidate`] for the range | when the invalidation returns |
//! | the same at scattered addresses | [`change_pte`], then [`tlb::invalidate_each`] | the same |
//! | the same, and frames go back | [`change_pte`], and a [`Gather`], which drops the frames after its invalidation | when it finishes |
//! | user addresses, by ASID | [`change_pte`], then [`tlb::user::invalidate`] | when it returns, frames may go back, if this CPU's kernel code doesn't use the addresses before the exception return: its own old translations go there |
//! | memory type, shareability, cacheability, output address or size | [`replace_pte`] | when it returns |
//! | the contiguous bit, or any leaf of a contiguous run | [`replace_ptes`], over the whole run | when it returns |
//! | a block becomes a table | [`split_block`] | when it returns |
//! | unlink a table | [`change_pte`] to 0 (at levels 0 and −1 [`set_table`]), then [`tlb::invalidate_walk`] | then its frame is free |
//! | no other CPU can hold the old entry | the forms of [`tlb::local`], whose page says when | when it returns |
//! | too many or unknown changes | [`tlb::invalidate_all`] | when it returns |
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{El1, change_pte, replace_pte, tlb};
//! # const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
//!
//! /// Until no TLB has the leaves, they are invalid and not 0, so that nobody takes them for unused.
//! pub fn unmap(entries: &[AtomicU64], address: u64, free: impl Fn(u64)) {
//!     for entry in entries {
//!         change_pte(entry, entry.load(Relaxed) & !1);
//!     }
//!     tlb::invalidate::<El1>(address, entries.len(), 4096); // one call for all pages
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
//! # let entries = [const { AtomicU64::new(0x1003) }; 2];
//! # assert_eq!(copy_on_write(&entries[0], 0, 0x5000), 0x1000);
//! # unmap(&entries, 0, |frame| assert!(frame == 0x5000 || frame == 0x1000));
//! # unlink(&AtomicU64::new(3), 0);
//! ```
//!
//! # Invalidate a range by one call
//!
//! * **If the kernel unmaps one page in each call, change the caller**: clear all, then invalidate
//!   the range. If the pages are scattered, collect them in a [`Gather`], which keeps the frames
//!   until no TLB has them. A section doesn't batch invalidations.
//! * **Say what the CPUs have**, at boot ([`boot`](super::boot)). With FEAT_TLBIRANGE a range takes
//!   one or a few operations.
//! * **If the kernel used to invalidate everything**, set the
//!   [bound](crate::tlb::Features::with_bound) low, to 16 say. A call that would need as many
//!   operations invalidates everything, so it is still one operation where there are no ranges.
//!
//! # Break before make
//!
//! [`tlb`] lists the changes that need a break: store an invalid entry, invalidate, store the new
//! one. [`replace_pte`], [`replace_ptes`] and [`split_block`] do the three steps. In between, the
//! address faults. So don't use them on what the CPU needs to get through the sequence: its code
//! and stack, the tables themselves, the vectors, or what the fault handler touches.
//!
//! A contiguous run changes as a whole, by [`replace_ptes`]: it breaks all entries of the run, then
//! makes all of them, because walkers must not find the bit in a part of them.
//!
//! [`replace_pte`] settles the *make* at once, whatever section is open. The page was mapped all
//! along, others use it, and until the new entry is settled they fault. The forms with `_deferred`
//! leave that to the section. They are for addresses that nobody else uses.
//!
//! # Unlink a table
//!
//! [`tlb::invalidate`] removes leaves, but not what walkers have cached of the way to them. So
//! before the frame of a table is freed, call [`tlb::invalidate_walk`], or use [`Gather::table`].
//!
//! # Address spaces
//!
//! * [`tlb::user`] invalidates by ASID, for entries with nG set under TTBR0. It has no ISB: the
//!   exception return to EL0 synchronises. A kernel address doesn't belong there.
//! * Before an ASID goes to another address space, call [`tlb::user::invalidate_asid`].
//!
//! Next: [`sections`](super::sections).
//!
//! [`change_pte`]: crate::change_pte
//! [`Gather`]: crate::tlb::Gather
//! [`Gather::table`]: crate::tlb::Gather::table
//! [`replace_pte`]: crate::replace_pte
//! [`replace_ptes`]: crate::replace_ptes
//! [`set_table`]: crate::set_table
//! [`split_block`]: crate::split_block
//! [`tlb`]: crate::tlb
//! [`tlb::invalidate`]: crate::tlb::invalidate
//! [`tlb::invalidate_all`]: crate::tlb::invalidate_all
//! [`tlb::invalidate_each`]: crate::tlb::invalidate_each
//! [`tlb::invalidate_walk`]: crate::tlb::invalidate_walk
//! [`tlb::local`]: crate::tlb::local
//! [`tlb::user`]: crate::tlb::user
//! [`tlb::user::invalidate`]: crate::tlb::user::invalidate
//! [`tlb::user::invalidate_asid`]: crate::tlb::user::invalidate_asid
