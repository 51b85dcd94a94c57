// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where sections go: on the outermost caller that knows when the mappings are used. Helpers defer.
//!
//! | function | attribute |
//! | --- | --- |
//! | a loop or a system call that maps by calling others, and uses nothing before it returns | `#[lazy_mmu]` |
//! | a helper that stores one entry | none: `set_pte` is eager outside of sections, and deferred in one |
//! | a helper that stores several, as a leaf and new tables, and is given the address: `map(page, frame)` | `#[lazy_mmu(defer = given_address)]` |
//! | a helper that chooses the address and returns it | `#[lazy_mmu(defer)]`, with an [`Unsettled`](lazy_mmu_core::Unsettled) result |
//! | a function that maps and uses it at once | `#[lazy_mmu]`, or [`flush`](lazy_mmu_core::flush) before the use |
//!
//! Where the section's guard is at hand, as in `#[lazy_mmu(guard = mmu)]` or a closure,
//! `mmu.set_pte(…)` is the same store for less: see [`SectionStores`](crate::SectionStores).
//!
//! The end of a plain section flushes, *also inside another one*: its caller may use what it has
//! mapped. So `#[lazy_mmu]` on a helper that maps one page defeats the section around it. A helper
//! that defers flushes at its end only if no section is open around it.
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::set_pte;
//! use lazy_mmu_core::{Global, Unsettled, flush, lazy_mmu};
//! # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//!
//! # #[derive(Debug)]
//! pub struct OutOfFrames;
//! # static TABLE: [AtomicU64; 512] = [const { AtomicU64::new(0) }; 512];
//! # fn walk(page: u64) -> Result<&'static AtomicU64, OutOfFrames> { Ok(&TABLE[page as usize / 4096 % 512]) }
//! # fn reserve() -> u64 { 0x1000 }
//! # unsafe fn write(_: u64) {}
//!
//! /// The helper. Alone it issues one pair, and is settled when it returns; in a section it leaves that to the section.
//! #[lazy_mmu(defer = given_address)]
//! pub fn map(page: u64, frame: u64) -> Result<(), OutOfFrames> {
//!     let entry = walk(page)?; // links tables that are missing
//!     set_pte::<Global>(entry, frame | 0b11);
//!     Ok(())
//! }
//!
//! /// A caller, in another module: one pair for all of its pages.
//! #[lazy_mmu]
//! pub fn grow_heap(pages: impl Iterator<Item = (u64, u64)>) -> Result<(), OutOfFrames> {
//!     for (page, frame) in pages {
//!         map(page, frame)?;
//!     }
//!     Ok(())
//! }
//!
//! /// A helper that chooses the address: nobody has it before it is settled.
//! #[lazy_mmu(defer)]
//! pub fn map_anywhere(frame: u64) -> Result<Unsettled<u64, Global>, OutOfFrames> {
//!     let page = reserve();
//!     map(page, frame)?;
//!     Ok(Unsettled::new(page))
//! }
//!
//! /// In the middle of a section something is used.
//! #[lazy_mmu]
//! pub fn map_stack(guard_page: u64, frame: u64) -> Result<(), OutOfFrames> {
//!     map(guard_page + 4096, frame)?;
//!     flush::<Global>();
//!     // SAFETY: mapped above, and settled.
//!     unsafe { write(guard_page + 4096) }
//!     let other = map_anywhere(frame)?.flush(); // the same, by the value
//!     # _ = other;
//!     Ok(())
//! }
//! # fn main() { map_stack(0, 0x2000).unwrap(); grow_heap([(0x3000, 0x4000)].into_iter()).unwrap(); }
//! ```
//!
//! A range that one function maps in a loop needs none of this: `set_ptes`, or the stores and one
//! pair behind the loop, is what a section comes to. Sections are for pages that are mapped by
//! callees, callbacks and allocators which do not know of each other.
//!
//! Where the platform is known, `#[lazy_mmu(platform = MyKernel)]` inlines the section; put
//! `#[inline]` on the functions of its `Platform`, or each of them is a call.
//!
//! Do not put a section around all of a system call: what it defers is settled later, and other
//! CPUs that were told of a mapping early fault until then.
