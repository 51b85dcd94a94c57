// SPDX-License-Identifier: MIT OR Apache-2.0
//! Write a crate that maps memory for whatever kernel it is linked into.
//!
//! You have a crate that knows no kernel. After this page its functions defer in the sections of
//! any kernel, and its tests link.
//!
//! The crate names no platform. `#[lazy_mmu]`, or `section::<Global, _>(|mmu| …)`, means the
//! platform that the final kernel registers. The setters take [`Global`](lazy_mmu_core::Global):
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::set_pte;
//! use lazy_mmu_core::{Global, lazy_mmu};
//!
//! #[lazy_mmu(defer = given_address)]
//! pub fn map(entries: &[AtomicU64], leaf: u64) {
//!     for entry in entries {
//!         set_pte::<Global>(entry, leaf);
//!     }
//! }
//! # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//! # fn main() { map(&[AtomicU64::new(0)], 3) }
//! ```
//!
//! Its callers decide where sections go, so a helper of the crate defers, as in
//! [`sections`](super::sections).
//!
//! A crate whose functions are generic over an [`Arm64Mode`](crate::Arm64Mode) lets each kernel
//! name its own platform, so the stores are inlined there.
//!
//! # Register a platform
//!
//! One crate among all that are linked must register a platform: the kernel, by
//! `lazy_mmu_core::set_platform!(MyKernel);`. A kernel without the mode registers
//! [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu).
//!
//! Each program that tests the crate must register one too, and Cargo builds many: one of the unit
//! tests, one of each file in `tests/`, each doc test, each example and each benchmark. Each needs
//! this line:
//!
//! ```
//! lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//! # fn main() {}
//! ```
//!
//! In the library itself, put it behind `#[cfg(test)]`, for the unit tests. In a doc test, `# `
//! hides it from the page.
