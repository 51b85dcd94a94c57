//! [`OwingGuard`]: an inner section whose end leaves its debt to the section around it.

use core::fmt;
use core::mem;
use core::ops::Deref;

use super::section::LazyMmuGuard;
use super::unsettled::Unsettled;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// A section that may end without paying, if another one is open around it: that one pays for both.
///
/// The end of a [`LazyMmuGuard`] pays even inside another section, as whoever opened it may use what was mapped. This one ends by
/// [`finish`](Self::finish), whose result is [`Unsettled`], so whoever uses what was mapped pays first. A whole tree of such sections pays
/// once. It is the one exception to the promise that the end of a section settles.
///
/// With no section around it, it pays when it ends. Dropped without `finish`, by an early return or a panic, it pays as a `LazyMmuGuard`
/// does; and it dereferences to one, to flush, pause and suspend by.
///
/// # Order of drops
///
/// Every order ends right, as [`LazyMmuGuard`] says, by drop or by `finish`. Should the sections around it end first, it is the outermost,
/// and its `finish` pays.
///
/// # Leaks
///
/// A leaked one is a leaked [`LazyMmuGuard`]. A leaked [`Unsettled`] leaves its debt to the section around it, which pays.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{Mode, Unsettled, section_owing, section_settled};
///
/// /// Maps the pages of one table, and says how many.
/// fn map_table<M: Mode>() -> Unsettled<usize, M> {
///     section_owing(|_mmu| 512) // … store the entries …
/// }
///
/// fn map_tables<M: Mode>() -> usize {
///     section_settled::<M, _>(|_mmu| map_table().zip(map_table())) // pays once, here
///         .0
/// }
/// # assert_eq!(map_tables::<lazy_mmu_core::NoLazyMmu>(), 512);
/// ```
#[must_use = "the section ends when this guard drops: write `let section = …`, as `let _ = …` ends it at once; end it by `finish`"]
#[clippy::has_significant_drop]
pub struct OwingGuard<M: Mode>(LazyMmuGuard<M>);

impl<M: Mode> OwingGuard<M> {
    /// Begins a section, as [`LazyMmuGuard::enable`] does.
    #[inline(always)]
    pub fn enable() -> Self {
        Self(LazyMmuGuard::enable())
    }

    /// Ends it. What it owes, the section around it owes from now on, and nothing is ordered by this. With none around it, it orders what
    /// [`Arch::leave`](crate::Arch::leave) does.
    #[inline(always)]
    pub fn finish<T>(self, value: T) -> Unsettled<T, M> {
        let token = self.0.token.get();
        mem::forget(self); // first: should a report panic, the level has ended all the same
        M::disable_owing(Key(()), token);
        Unsettled::new(value)
    }
}

impl<M: Mode> Deref for OwingGuard<M> {
    type Target = LazyMmuGuard<M>;

    #[inline(always)]
    fn deref(&self) -> &LazyMmuGuard<M> {
        &self.0
    }
}

impl<M: Mode> fmt::Debug for OwingGuard<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwingGuard").finish_non_exhaustive()
    }
}

/// Runs `f` in an [`OwingGuard`]'s section, and hands it the guard to flush, pause or suspend by.
#[inline(always)]
pub fn section_owing<M: Mode, T>(f: impl FnOnce(&LazyMmuGuard<M>) -> T) -> Unsettled<T, M> {
    let guard = OwingGuard::enable();
    let value = f(&guard);
    guard.finish(value)
}
