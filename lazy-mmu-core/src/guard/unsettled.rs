// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Unsettled`]: the result of a mapping function whose page-table writes may be deferred.

use core::fmt;
use core::marker::PhantomData;
use core::mem;

use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The result of page-table writes that may not have taken effect yet. Safe code gets the value
/// only by settling them.
///
/// A helper that maps, and leaves the flush to its caller's section, returns its result in this
/// type. `#[lazy_mmu(defer)]` requires it. The caller opens the result:
///
/// * [`flush`](Self::flush) flushes now, and stays in the section.
/// * [`LazyMmuGuard::finish`](crate::LazyMmuGuard::finish) and
///   [`section_settled`](crate::section_settled) end the section, which flushes once for all stores
///   in it.
/// * [`assume_settled`](Self::assume_settled) is `unsafe`, for cases that the types can't see.
///
/// A caller that defers too returns the result, or leaves it to its own caller's section by
/// [`leave`](Self::leave).
///
/// Opening is cheap if nothing is deferred. With [`NoLazyMmu`](crate::NoLazyMmu), nothing of it
/// remains at run time. The type is as large as the value in it.
///
/// # Rules
///
/// * Return an address that the function chose, not one that it was given. The type guards against
///   a mistake, and only if the caller doesn't know the value already.
/// * If a result is dropped unopened and its value has a drop of its own, the result flushes before
///   that drop runs. If the value has none, the flush is left to the section around it.
/// * Open the results of a `Vec` one by one after their section has ended. Each `flush` then finds
///   nothing deferred.
/// * The result isn't tied to the section in which it was made, and needn't be: any flush in its
///   context settles everything that is deferred there.
/// * No separate token says "settled": the next store would make it wrong.
///
/// # Contexts
///
/// The result stays in its context, like the guards, because one task can't flush what another one
/// deferred. The types see threads only. If a handler that
/// [`Platform::in_interrupt`](crate::Platform::in_interrupt) knows of opens a result of the task
/// below it, the value isn't settled, because its barriers stay deferred by the task. Nothing keeps
/// a result from another task that shares the thread and has a slot of its own, as tasks of an
/// executor may.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{LazyMmuGuard, Mode, Unsettled};
///
/// /// Maps a new page somewhere, and opens no section for it.
/// fn map_page<M: Mode>() -> Unsettled<Box<u64>, M> {
///     let page = Box::new(0); // … choose an address and store an entry …
///     Unsettled::new(page)
/// }
///
/// fn two_pages<M: Mode>() {
///     let section = LazyMmuGuard::<M>::enable();
///     let mut one = map_page::<M>().flush(); // flushes for this one, as it is used in the section
///     *one = 1;
///     let unsettled = (map_page::<M>(), map_page::<M>());
///     let (mut two, mut three) = section.finish(unsettled); // flushes once for both
///     *two = 2;
///     *three = 3;
/// }
/// # two_pages::<lazy_mmu_core::NoLazyMmu>();
/// ```
///
/// A page that was just mapped can't be used before its entry has taken effect:
///
/// ```compile_fail,E0614
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// # fn map_page() -> Unsettled<Box<u64>, NoLazyMmu> { Unsettled::new(Box::new(0)) }
/// let page = map_page();
/// *page = 1;
/// ```
///
/// An invalidation that must follow the writes takes the opened value:
///
/// ```compile_fail,E0308
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// # use core::ops::Range;
/// # let range = 0..1;
/// fn unmap(range: Range<u64>) -> Unsettled<Removed, NoLazyMmu> {
///     // … clear the entries …
///     Unsettled::new(Removed(range))
/// }
/// /// Entries that have been cleared. Only `unmap` makes it.
/// struct Removed(Range<u64>);
/// fn tlb_flush(removed: Removed) { /* … */ }
///
/// tlb_flush(unmap(range)); // `tlb_flush(unmap(range).flush())` compiles
/// ```
#[must_use = "its page-table writes may still be deferred: open it with `flush` or, at the end of its section, `finish`; or leave it to the caller's section by `.leave()`"]
#[repr(transparent)]
pub struct Unsettled<T, M: Mode> {
    // Fields drop in this order.
    flushes: FlushesFirst<T, M>,
    value: T,
}

/// Flushes before the value's own drop, if a `?` or a panic drops the value unopened.
struct FlushesFirst<T, M: Mode>(PhantomData<(*mut M, T)>);

impl<T, M: Mode> Drop for FlushesFirst<T, M> {
    #[inline(always)]
    fn drop(&mut self) {
        if mem::needs_drop::<T>() {
            M::flush(Key(()));
        }
    }
}

impl<T, M: Mode> Unsettled<T, M> {
    /// Wraps a value that depends on stores which may be deferred.
    #[inline(always)]
    pub const fn new(value: T) -> Self {
        Self { flushes: FlushesFirst(PhantomData), value }
    }

    /// Flushes, and returns the value. The section stays open.
    ///
    /// It orders what [`flush`](crate::flush) orders.
    #[inline(always)]
    #[doc(alias = "into_inner", alias = "unwrap")]
    pub fn flush(self) -> T {
        M::flush(Key(()));
        self.into_value()
    }

    #[inline(always)]
    pub(super) fn into_value(self) -> T {
        let Self { flushes, value } = self;
        mem::forget(flushes);
        value
    }

    /// Drops the value unopened, and leaves it to the caller's section to settle. It is for a
    /// deferring function that doesn't use the result itself.
    ///
    /// `map(page)?.leave();` batches, while `map(page)?.flush();` would flush for each page. A
    /// value with a drop of its own still flushes before that drop.
    ///
    /// ```
    /// use lazy_mmu_core::{Mode, Unsettled, lazy_mmu};
    ///
    /// # struct Full;
    /// #[lazy_mmu(defer, platform = M)]
    /// fn map_all<M: Mode>(pages: &[u64]) -> Result<Unsettled<(), M>, Full> {
    ///     for page in pages {
    ///         map::<M>(*page)?.leave();
    ///     }
    ///     Ok(Unsettled::new(()))
    /// }
    ///
    /// #[lazy_mmu(defer, platform = M)]
    /// fn map<M: Mode>(page: u64) -> Result<Unsettled<(), M>, Full> {
    ///     // … store an entry …
    /// #   _ = page;
    ///     Ok(Unsettled::new(()))
    /// }
    /// # assert!(map_all::<lazy_mmu_core::NoLazyMmu>(&[1, 2]).is_ok());
    /// ```
    #[inline(always)]
    pub fn leave(self) {}

    /// Joins two results into one, so that they are opened together.
    #[inline(always)]
    pub fn zip<U>(self, other: Unsettled<U, M>) -> Unsettled<(T, U), M> {
        Unsettled::new((self.into_value(), other.into_value()))
    }

    /// Drops this value unopened, and returns the other result, which is opened when both are
    /// settled.
    ///
    /// It is for a loop over mappings of which only the last, or the whole, counts. If this value
    /// has a drop of its own, it flushes now.
    #[inline(always)]
    pub fn and<U>(self, other: Unsettled<U, M>) -> Unsettled<U, M> {
        other
    }

    /// Returns the value without a flush.
    ///
    /// # Safety
    ///
    /// No use of the value may depend on a write that is still deferred. Either the writes have
    /// been settled since, by the end of a section or a flush, or the value is only looked at.
    #[allow(unsafe_code)] // A call breaks the promise of the type.
    #[inline(always)]
    pub unsafe fn assume_settled(self) -> T {
        self.into_value()
    }
}

/// Shows nothing of the value.
impl<T, M: Mode> fmt::Debug for Unsettled<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsettled").finish_non_exhaustive()
    }
}
