//! Functions with parameters of every kind.

use std::marker::PhantomData;

use lazy_mmu_core::{Mode, Platform, lazy_mmu};
use ui_tests::kernel::sections;

/// A type.
#[lazy_mmu]
pub fn of_a_type<T: Clone>(page: &T) -> T {
    page.clone()
}

/// A lifetime.
#[lazy_mmu]
#[must_use]
pub fn of_a_lifetime<'a>(first: &'a [u8], second: &'a [u8]) -> &'a [u8] {
    if first.len() > second.len() { first } else { second }
}

/// A number.
#[lazy_mmu]
#[must_use]
pub fn of_a_number<const N: usize>(pages: [u8; N]) -> usize {
    pages.len() + N
}

/// Bounds in a `where` clause, and types that are not sized.
#[lazy_mmu]
pub fn of_a_clause<T>(page: &T) -> usize
where
    T: AsRef<[u8]> + ?Sized,
{
    page.as_ref().len()
}

/// Opaque arguments.
#[lazy_mmu]
pub fn of_opaque_arguments(pages: impl IntoIterator<Item = u8>, mut store: impl FnMut(u8)) {
    for page in pages {
        store(page);
    }
}

/// A trait object.
#[lazy_mmu]
pub fn of_a_trait_object(callback: &mut dyn FnMut(u8)) {
    callback(sections());
}

/// Belongs to a kernel.
#[derive(Debug)]
pub struct Space<P>(PhantomData<P>);

impl<P: Platform> Space<P> {
    /// The parameter of its type.
    #[lazy_mmu(platform = P)]
    #[must_use]
    pub fn map(&self) -> u8 {
        sections()
    }

    /// One of its own.
    #[lazy_mmu(platform = M)]
    #[must_use]
    pub fn map_for<M: Mode>(&self) -> u8 {
        sections()
    }
}
