//! Page tables of the kernel's own.
//!
//! Stores of entries go through the setters, which know what owes a pair, and mapping functions are generic over the mode, so that the
//! kernel's own calls are inlined and tests run on [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu):
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::{Arm64Mode, El1, Level, change_pte, set_pte, set_table, tlb};
//! use lazy_mmu_core::lazy_mmu;
//!
//! /// Fresh entries: the section owes one pair for all of them.
//! #[lazy_mmu(platform = M)]
//! pub fn map<M: Arm64Mode>(entries: &[AtomicU64], first: u64) {
//!     for (index, entry) in entries.iter().enumerate() {
//!         set_pte::<M>(entry, first + index as u64 * 4096);
//!     }
//! }
//!
//! /// A new table: its contents are ordered before the entry, at once; the entry owes as a leaf does.
//! pub fn link<M: Arm64Mode>(entry: &AtomicU64, table: u64) {
//!     set_table::<M>(Level::Two, entry, table | 0b11);
//! }
//!
//! /// Live leaves: changed, and invalidated before this returns, section or not.
//! pub fn unmap(entries: &[AtomicU64], address: u64) {
//!     for entry in entries {
//!         change_pte(entry, 0);
//!     }
//!     tlb::invalidate::<El1>(address, entries.len(), 4096);
//! }
//!
//! /// A table is unlinked: gone from every walk cache before its frame is free.
//! pub fn unlink(entry: &AtomicU64, address: u64) {
//!     change_pte(entry, 0);
//!     tlb::invalidate_walk::<El1>(address, 512, 4096);
//! }
//! # map::<lazy_mmu_core::NoLazyMmu>(&[AtomicU64::new(0)], 3);
//! # link::<lazy_mmu_core::NoLazyMmu>(&AtomicU64::new(0), 0);
//! # unmap(&[AtomicU64::new(3)], 0);
//! # unlink(&AtomicU64::new(3), 0);
//! ```
//!
//! A function that chooses the address returns it [`Unsettled`](lazy_mmu_core::Unsettled): its caller's section pays, and nobody has the
//! address before. What was removed may be returned in the same way, for the TLB flush to ask for. On arm64 the clears owe nothing, and the
//! flush comes next; where code is shared with architectures whose clears are owed, the type has it come after them:
//!
//! ```
//! use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64Mode, El1, change_pte, set_pte, tlb};
//! use lazy_mmu_core::{LazyMmuGuard, Unsettled};
//!
//! static NEXT: AtomicU64 = AtomicU64::new(0xffff_e000_0000_0000);
//!
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
//! Tables that know no barriers, and tell somebody what they have done, tell it to a [`sink`](crate::sink). Stores that cannot go through
//! the setters are followed by [`queue_pte_barriers`](crate::queue_pte_barriers), once for as many as there are.
//!
//! At boot a kernel says what its CPUs have ([`tlb::set_features`](crate::tlb::set_features)), so that an invalidation is no longer than it
//! must be. [`tlb`](crate::tlb) has the form for each change, and [`Gather`](crate::tlb::Gather) holds frames until they may be given back.
