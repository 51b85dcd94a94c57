//! A library that knows no kernel. Its unit tests, integration tests, doc tests, examples and
//! benchmarks are programs of their own: each registers a platform by one line, and would not link
//! without it.
//!
//! ```
//! # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//! assert_eq!(host_library::map(64), 64);
//! ```
//!
//! The next one is compiled together with the first, or apart from it if the two registrations are
//! in each other's way:
//!
//! ```
//! # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
//! assert_eq!(host_library::map(0), 0);
//! ```
#![no_std]
#![forbid(unsafe_code)]

use lazy_mmu_core::{Global, defer, lazy_mmu};

#[cfg(test)]
lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

/// Maps so many pages, and returns how many of them took effect at once.
#[lazy_mmu]
pub fn map(pages: usize) -> usize {
    (0..pages).filter(|_| !defer::<Global>()).count()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_unit_test_registers_in_the_library() {
        assert_eq!(super::map(3), 3);
    }
}
