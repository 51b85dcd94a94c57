//! Public functions. Some lints look at these only: those about documentation, `#[must_use]`, and
//! promises to the caller.

use lazy_mmu_core::{LazyMmuGuard, Unsettled, lazy_mmu};
use ui_tests::kernel::{K, sections};

/// A result, and a section about errors.
///
/// # Errors
///
/// If `page` is one.
#[lazy_mmu]
pub fn result(page: Result<u8, String>) -> Result<u8, String> {
    let number = page?;
    Ok(number + sections())
}

/// A panic, and a section about it.
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

/// An unsafe function, and a section about that.
///
/// # Safety
///
/// `page` may be read.
#[lazy_mmu]
#[must_use]
#[allow(unsafe_code, reason = "this shape is the case")]
pub unsafe fn not_safe(page: *const u8) -> u8 {
    // SAFETY: the caller promises it.
    unsafe { *page }
}

/// A function that the linker finds by name.
#[lazy_mmu]
#[must_use]
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "this shape is the case")]
pub extern "C" fn lazy_mmu_lints_by_name(page: u8) -> u8 {
    page + sections()
}

/// Other attributes, before and after `#[lazy_mmu]`.
#[inline]
#[lazy_mmu]
#[cold]
#[track_caller]
#[must_use = "text"]
pub fn other_attributes(page: Option<u8>) -> u8 {
    page.map_or(0, |number| number + sections())
}

/// Attributes of the body.
#[lazy_mmu]
#[must_use]
pub fn inner_attributes(page: u8) -> u8 {
    #![allow(clippy::needless_return, reason = "it shows that the attribute applies")]
    return page + sections();
}

/// A guard that the body passes on.
#[lazy_mmu(platform = K, guard = mmu)]
pub fn guard(callback: impl FnOnce(&LazyMmuGuard<K>)) {
    callback(mmu);
}

/// The least visibility.
#[lazy_mmu]
#[expect(clippy::single_call_fn, reason = "this shape is the case")]
fn private() -> u8 {
    sections()
}

/// Visible in the crate only.
#[lazy_mmu]
#[expect(clippy::single_call_fn, reason = "this shape is the case")]
pub(crate) fn of_the_crate() -> u8 {
    private()
}

/// Calls them.
#[lazy_mmu]
#[must_use]
pub fn calls() -> u8 {
    of_the_crate()
}

macro_rules! from_fragments {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident($argument:ident: $type:ty) -> $result:ty $body:block) => {
        #[lazy_mmu]
        $(#[$attribute])*
        $vis fn $name($argument: $type) -> $result $body
    };
}

from_fragments! {
    /// Of fragments.
    #[must_use]
    pub fn fragments(page: u8) -> u8 {
        page + sections()
    }
}

/// A table of pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    entries: Vec<u8>,
}

impl Table {
    /// Makes one.
    #[lazy_mmu]
    #[must_use]
    pub fn new(entries: Vec<u8>) -> Self {
        Self { entries }
    }

    /// Borrows.
    #[lazy_mmu]
    #[must_use]
    pub fn entries(&self) -> &[u8] {
        &self.entries
    }

    /// Changes it in place.
    #[lazy_mmu]
    pub fn push(&mut self, entry: u8) -> &mut Self {
        self.entries.push(entry);
        self
    }

    /// Takes it, and returns another.
    #[lazy_mmu]
    #[must_use]
    pub fn with(mut self, entry: u8) -> Self {
        self.entries.push(entry);
        self
    }

    /// Takes a box, and returns what is in it.
    #[lazy_mmu]
    #[must_use]
    #[expect(clippy::boxed_local, reason = "this shape is the case")]
    pub fn unboxed(self: Box<Self>) -> Self {
        *self
    }
}

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

impl Map for Table {
    #[lazy_mmu]
    fn map(&mut self, page: u8) -> u8 {
        page
    }
}

/// A helper that defers, and a section about errors.
///
/// # Errors
///
/// If there is no page.
#[lazy_mmu(defer, platform = K)]
pub fn deferring(page: Option<u8>) -> Result<Unsettled<u8, K>, String> {
    let number = page.ok_or_else(|| String::from("no page"))?;
    Ok(Unsettled::new(number + sections()))
}

/// The same with an address that the caller chose.
///
/// # Errors
///
/// If there is no page.
#[lazy_mmu(defer = given_address, platform = K, guard = mmu)]
pub fn deferring_at_a_given_address(page: Option<u8>) -> Result<u8, String> {
    let number = page.ok_or_else(|| String::from("no page"))?;
    mmu.flush();
    Ok(number + sections())
}
