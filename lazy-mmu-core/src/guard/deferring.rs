// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`DeferringGuard`]: a section whose end leaves the flush to the section around it.

use core::fmt;
use core::mem::{self, ManuallyDrop};
use core::ops::Deref;

use super::defers::Defers;
use super::section::LazyMmuGuard;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The guard of a deferring section: its end flushes only if no other section is open around it.
/// Otherwise that section flushes for both.
///
/// It is for helpers that map. Called alone, a helper settles its stores. Called in its caller's
/// section, it leaves the flush to that section, which flushes once for all of its helpers.
///
/// This is the one exception to the promise that the end of a section settles. The end of a
/// [`LazyMmuGuard`] flushes even inside another section, because its caller may use the pages. So a
/// helper with this guard returns its result as an [`Unsettled`](crate::Unsettled), which the
/// caller settles before use. A function that uses the pages that it maps takes a [`LazyMmuGuard`]
/// instead, or flushes.
///
/// `#[lazy_mmu(defer)]` holds this guard for a function's body, and [`section_deferred`] for a
/// closure. The guard dereferences to a [`LazyMmuGuard`], to flush, pause and suspend the section.
///
/// # Ordering
///
/// A drop inside another section orders nothing. The drop of the outermost one orders what the drop
/// of a [`LazyMmuGuard`](LazyMmuGuard#ordering) orders there.
///
/// # Order of drops
///
/// Every order ends right, as for [`LazyMmuGuard`](LazyMmuGuard#order-of-drops). If the sections
/// around it end first, it is the outermost one, and flushes. A guard that did not count (in a
/// pause, in a handler or inside 255 others) ends without a flush. Its stores are deferred, if at
/// all, by the section around it.
///
/// # Leaks
///
/// A leaked guard is a leaked [`LazyMmuGuard`](LazyMmuGuard#leaks): the sections after it are inner
/// ones. A *deferring* one among them then flushes nothing. So code that must not rely on its
/// callers opens the [`Unsettled`](crate::Unsettled), flushes, or ends a section of its own that
/// doesn't defer.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{DeferringGuard, Mode, Unsettled};
///
/// struct Full;
///
/// fn map_table<M: Mode>(pages: usize) -> Result<Unsettled<usize, M>, Full> {
///     let _section = DeferringGuard::<M>::enable::<Result<Unsettled<usize, M>, Full>>();
///     if pages > 512 {
///         return Err(Full);
///     }
///     // … store the entries …
///     Ok(Unsettled::new(pages))
/// }
/// # assert!(map_table::<lazy_mmu_core::NoLazyMmu>(512).is_ok_and(|pages| pages.flush() == 512));
/// ```
#[must_use = "the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct DeferringGuard<M: Mode>(ManuallyDrop<LazyMmuGuard<M>>); // its own drop would flush

impl<M: Mode> DeferringGuard<M> {
    /// Begins a section, as [`LazyMmuGuard::enable`] does, in a function that returns `Returned`.
    #[inline(always)]
    pub fn enable<Returned: Defers<M>>() -> Self {
        Self::enable_given_address()
    }

    /// Begins a section in a function whose caller chose the addresses, and so knows them already.
    ///
    /// No return type could keep that caller from using them too early. The caller ends its own
    /// section, or [flushes](crate::flush), before it uses them.
    #[inline(always)]
    pub fn enable_given_address() -> Self {
        Self(ManuallyDrop::new(LazyMmuGuard::enable()))
    }
}

impl<M: Mode> Deref for DeferringGuard<M> {
    type Target = LazyMmuGuard<M>;

    #[inline(always)]
    fn deref(&self) -> &LazyMmuGuard<M> {
        &self.0
    }
}

impl<M: Mode> Drop for DeferringGuard<M> {
    #[inline(always)]
    fn drop(&mut self) {
        M::disable_deferring(Key(()), self.0.token.get());
    }
}

impl<M: Mode> fmt::Debug for DeferringGuard<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeferringGuard").finish_non_exhaustive()
    }
}

/// Runs `f` in a deferring section, as a [`DeferringGuard`] does. `f` gets the guard, to flush,
/// pause or suspend the section.
///
/// `?` and `return` leave `f`, and the section ends.
///
/// ```
/// use lazy_mmu_core::{Mode, Unsettled, section_deferred, section_settled};
///
/// # struct Full;
/// /// Maps the pages of one table, and returns how many.
/// fn map_table<M: Mode>() -> Result<Unsettled<usize, M>, Full> {
///     section_deferred(|_mmu| {
///         // … store the entries …
///         Ok(Unsettled::new(512))
///     })
/// }
///
/// fn map_tables<M: Mode>() -> Result<usize, Full> {
///     let (one, two) = section_settled::<M, _>(|_mmu| Ok(map_table()?.zip(map_table()?)))?; // one flush, for both
///     Ok(one + two)
/// }
/// # assert!(map_tables::<lazy_mmu_core::NoLazyMmu>().is_ok_and(|pages| pages == 1024));
/// ```
#[inline(always)]
pub fn section_deferred<M: Mode, S: Defers<M>>(f: impl FnOnce(&LazyMmuGuard<M>) -> S) -> S {
    let guard = DeferringGuard::<M>::enable::<S>();
    let answer = f(&guard);
    // By name, as in `LazyMmuGuard::end`.
    let token = guard.0.token.get();
    mem::forget(guard);
    M::disable_deferring(Key(()), token);
    answer
}
