//! Methods, with every receiver.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// A table of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    entries: Vec<u8>,
}

impl Table {
    /// None.
    #[lazy_mmu]
    #[must_use]
    pub fn new(entries: Vec<u8>) -> Self {
        Self { entries }
    }

    /// `&self`
    #[lazy_mmu]
    #[must_use]
    pub fn by_ref(&self) -> &[u8] {
        &self.entries
    }

    /// `&mut self`
    #[lazy_mmu]
    pub fn by_mut(&mut self, entry: u8) -> &mut Self {
        self.entries.push(entry);
        self
    }

    /// `self`
    #[lazy_mmu]
    #[must_use]
    pub fn by_value(self) -> Vec<u8> {
        self.entries
    }

    /// `mut self`
    #[lazy_mmu]
    #[must_use]
    pub fn changed(mut self, entry: u8) -> Self {
        self.entries.push(entry);
        self
    }

    /// `self: Box<Self>`
    #[lazy_mmu]
    #[must_use]
    #[expect(clippy::boxed_local, reason = "that is the shape")]
    pub fn boxed(self: Box<Self>) -> Self {
        *self
    }

    /// `self: &Rc<Self>`
    #[lazy_mmu]
    #[must_use]
    pub fn counted(self: &Rc<Self>) -> usize {
        Rc::strong_count(self)
    }

    /// `self: Arc<Self>`
    #[lazy_mmu]
    #[must_use]
    pub fn shared(self: Arc<Self>) -> Option<Self> {
        Arc::into_inner(self)
    }

    /// `self: Pin<&mut Self>`
    #[lazy_mmu]
    #[must_use]
    pub fn pinned(self: Pin<&mut Self>) -> u8 {
        self.entries.first().map_or_else(sections, |&entry| entry)
    }
}
