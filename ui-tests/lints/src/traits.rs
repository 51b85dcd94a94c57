//! Methods of traits and of their implementations.

use std::fmt;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// Maps pages.
pub trait Map {
    /// A page.
    fn map(&mut self, page: u8) -> u8;

    /// Two pages, unless it knows better.
    #[lazy_mmu]
    fn map_both(&mut self, first: u8, second: u8) -> u8 {
        self.map(first) + self.map(second)
    }

    /// Without a receiver.
    #[lazy_mmu]
    #[must_use]
    fn pages() -> u8
    where
        Self: Sized,
    {
        sections()
    }
}

/// Maps nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Map for Nothing {
    #[lazy_mmu]
    fn map(&mut self, page: u8) -> u8 {
        page
    }
}

impl fmt::Display for Nothing {
    #[lazy_mmu]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
}

/// Maps something when it drops.
#[derive(Debug)]
pub struct Something(u8);

impl From<u8> for Something {
    #[lazy_mmu]
    fn from(page: u8) -> Self {
        Self(page)
    }
}

impl Drop for Something {
    #[lazy_mmu]
    fn drop(&mut self) {
        self.0 += sections();
    }
}

impl PartialEq for Something {
    #[lazy_mmu]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
