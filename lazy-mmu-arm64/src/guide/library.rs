// SPDX-License-Identifier: MIT OR Apache-2.0
//! A crate that maps memory for whatever kernel it is linked into: it names no platform.
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
//! Its callers decide where sections go, so a helper of the crate's defers, as in
//! [`sections`](super::sections).
//!
//! The kernel registers its platform, or [`NoLazyMmu`](lazy_mmu_core::NoLazyMmu), by
//! `lazy_mmu_core::set_platform!`, once among all that is linked. Each program that tests the crate
//! does so too, by `lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);`: each file of
//! integration tests, each doc test, example and benchmark, and the crate itself, behind
//! `#[cfg(test)]`, for its unit tests.
