// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put sections on the outermost callers that map, and let their helpers defer.
//!
//! You have functions that store by this crate's setters, each page with a pair of its own. After
//! this page a call that maps many pages issues one pair.
//!
//! A section belongs on the outermost caller that knows when the mappings are used.
//!
//! | function | attribute |
//! | --- | --- |
//! | a loop, or a part of a system call, that maps by calling others, and uses nothing before it returns | `#[lazy_mmu]` |
//! | a helper that stores one entry | none: `set_pte` is eager outside of sections, and deferred in one |
//! | a helper that stores several, such as a leaf and new tables, at an address that its caller chose: `map(page, frame)` | `#[lazy_mmu(defer = given_address)]` |
//! | a helper that chooses the address and returns it | `#[lazy_mmu(defer)]`, with an [`Unsettled`](lazy_mmu_core::Unsettled) result |
//! | a function that maps a page and uses it at once | `#[lazy_mmu]`, or [`flush`](lazy_mmu_core::flush) before the use |
//!
//! **The end of a plain section flushes, also inside another one**: the caller may use what was
//! mapped. So `#[lazy_mmu]` on a helper that maps one page defeats the section around it. A helper
//! that defers (`#[lazy_mmu(defer)]`) flushes at its end only if no section is open around it.
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
//! # fn walk(page: u64) -> Result<&'static AtomicU64, OutOfFrames> {
//! #     Ok(&TABLE[page as usize / 4096 % 512])
//! # }
//! # fn reserve() -> u64 { 0x1000 }
//! # unsafe fn write(_: u64) {}
//!
//! /// The helper. Called alone, it issues one pair, and is settled when it returns. In a section it
//! /// leaves that to the section.
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
//! # fn main() {
//! #     map_stack(0, 0x2000).unwrap();
//! #     grow_heap([(0x3000, 0x4000)].into_iter()).unwrap();
//! # }
//! ```
//!
//! * **One function that maps a range in a loop needs no section**: `set_ptes`, or its stores and
//!   one pair behind the loop, do the same ([`decide`](super::decide)).
//! * **Don't put a section around all of a system call.** It settles its stores late, and other
//!   CPUs that were told of a mapping early fault until then.
//! * **Name the platform where you know it.** `#[lazy_mmu(platform = MyKernel)]` inlines the
//!   section. Put `#[inline]` on the functions of the `Platform`, or each of them is a call.
//! * **Store by the guard where you have it.** In `#[lazy_mmu(guard = mmu)]` or a closure,
//!   `mmu.set_pte(…)` is the same store in fewer instructions:
//!   [`SectionStores`](crate::SectionStores).
//!
//! # Use a page before its caller's section ends
//!
//! A callback or a hidden callee that maps a page and uses it has three ways, all of them cheap:
//!
//! | way | effect |
//! | --- | --- |
//! | a plain section of its own, `#[lazy_mmu]` | its end flushes, inside other sections too |
//! | [`flush`](lazy_mmu_core::flush) | settles, and stays in the section |
//! | a pause: `#[lazy_mmu(pause)]`, [`paused`](lazy_mmu_core::paused), [`LazyMmuGuard::pause`](lazy_mmu_core::LazyMmuGuard::pause) | each store in it takes effect at once |
//!
//! A caller that holds the guard and must unlock and sleep in the middle leaves that one level by
//! [`LazyMmuGuard::suspend`](lazy_mmu_core::LazyMmuGuard::suspend).
//!
//! # Hand a page to another CPU
//!
//! The end of a section settles its stores for every walker of the inner-shareable domain, and for
//! *this* CPU's pipeline. So hand an address over when it is settled. A CPU that gets the *address*
//! by a release store and an acquire load after that needs nothing more. A CPU that is told in
//! another way, by a flag say, synchronises after the load that told it, or has
//! [`settle_fault`](crate::settle_fault) in its handler:
//! [`emit_pte_barriers`](crate::emit_pte_barriers) has the details.
//!
//! Next: [`boot`](super::boot).
