//! Results of every kind, and the ways to leave a function.

use std::sync::{Mutex, MutexGuard};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

/// `?`, on a result.
///
/// # Errors
///
/// If it is given one.
#[lazy_mmu]
pub fn result(page: Result<u8, String>) -> Result<u8, String> {
    let number = page?;
    Ok(number + sections())
}

/// `?`, on an option.
#[lazy_mmu]
#[must_use]
pub fn option(page: Option<u8>) -> Option<u8> {
    Some(page? + sections())
}

/// `return`, and `let … else`.
#[lazy_mmu]
#[must_use]
pub fn early(page: Option<u8>, stop: bool) -> u8 {
    if stop {
        return 0;
    }
    let Some(number) = page else {
        return sections();
    };
    number
}

/// A panic.
///
/// # Panics
///
/// If there is no page.
#[lazy_mmu]
#[must_use]
pub fn panics(page: Option<u8>) -> u8 {
    assert!(page.is_some(), "there is a page");
    page.map_or(0, |number| number + sections())
}

/// What is borrowed from an argument.
#[lazy_mmu]
#[must_use]
pub fn borrowed(pages: &mut [u8]) -> Option<&mut u8> {
    pages.iter_mut().find(|page| **page == 0)
}

/// An opaque type.
#[lazy_mmu]
pub fn opaque(pages: &[u8]) -> impl Iterator<Item = u8> {
    pages.iter().map(|page| page + sections())
}

/// A trait object.
#[lazy_mmu]
#[must_use]
pub fn boxed(pages: &[u8]) -> Box<dyn Iterator<Item = &u8> + '_> {
    Box::new(pages.iter())
}

/// The unit, by name.
#[lazy_mmu]
#[expect(clippy::unused_unit, reason = "that is the shape")]
pub fn unit() -> () {}

/// An argument that means something when it drops: a lock that is released after the section.
#[lazy_mmu]
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "that is the shape")]
pub fn locked(table: MutexGuard<'_, u8>) -> u8 {
    *table
}

/// A temporary of the last expression.
///
/// # Panics
///
/// If somebody panicked with the lock.
#[lazy_mmu]
#[must_use]
pub fn tail(table: &Mutex<u8>) -> u8 {
    *table.lock().expect("nobody panicked with the lock")
}
