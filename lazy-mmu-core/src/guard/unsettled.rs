// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Unsettled`]: what a mapping function returns while its page-table writes may be deferred.

use core::fmt;
use core::marker::PhantomData;
use core::mem;

use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The result of page-table writes that may not have taken effect yet. There is no way to it but to
/// settle them.
///
/// A function that maps, and leaves the flush to its caller's section, returns its result in this;
/// `#[lazy_mmu(defer)]` asks for it. The caller gets at the result where everything is settled:
///
/// * [`flush`](Self::flush) flushes now, and stays in the section;
/// * [`LazyMmuGuard::finish`](crate::LazyMmuGuard::finish) and
///   [`section_settled`](crate::section_settled) end the section, which flushes once for all that
///   was stored in it;
/// * [`assume_settled`](Self::assume_settled) is for what the types cannot see, and `unsafe`.
///
/// A caller that defers too returns it, or leaves it to its own caller's section by
/// [`leave`](Self::leave).
///
/// Each is cheap where nothing is deferred, and on [`NoLazyMmu`](crate::NoLazyMmu) there is nothing
/// left of it at run time. The value is as large as what is in it.
///
/// It guards against a mistake, and only as far as its caller does not know the result already:
/// return an address that the function chose, not the one that it was given. A value that is
/// dropped unopened flushes before its own drop runs, if it has one; if not, the section around it
/// flushes. It is not tied to the section in which it was made, and need not be: whatever flushes
/// in its context settles all that is deferred there.
///
/// It stays in its context, like the guards: what one task defers, another cannot flush. The types
/// see threads only. A value of the task's that is opened in a handler on top of it comes out
/// unsettled, as its barriers stay deferred by the task; and nothing keeps it from a task that
/// shares the thread and has a slot of its own, as those of an executor may.
///
/// As many as are known at run time only, in a `Vec` or so, are opened one by one when their
/// section has ended: each `flush` then finds nothing deferred.
///
/// There is no token that says "settled" by itself: the next store would make it a lie.
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
/// A page that was just mapped is not used before its entry has taken effect:
///
/// ```compile_fail,E0614
/// # use lazy_mmu_core::{NoLazyMmu, Unsettled};
/// # fn map_page() -> Unsettled<Box<u64>, NoLazyMmu> { Unsettled::new(Box::new(0)) }
/// let page = map_page();
/// *page = 1;
/// ```
///
/// An invalidation that must follow the writes asks for what opening them gives:
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

/// Flushes before a value that is dropped unopened, by a `?` or a panic, can do anything in its own
/// drop.
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
    /// To be returned by whoever has made the stores that `value` depends on.
    #[inline(always)]
    pub const fn new(value: T) -> Self {
        Self { flushes: FlushesFirst(PhantomData), value }
    }

    /// Flushes, and stays in the section. Orders what [`flush`](crate::flush) does.
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

    /// Leaves it to the caller's section to settle: for a result that says nothing which is used
    /// here, in a function that defers.
    ///
    /// `map(page)?.leave();` batches, where `map(page)?.flush();` would flush for each page. The
    /// value is dropped unopened; one with a drop of its own still flushes before that.
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

    /// Two results as one, to open them at a time.
    #[inline(always)]
    pub fn zip<U>(self, other: Unsettled<U, M>) -> Unsettled<(T, U), M> {
        Unsettled::new((self.into_value(), other.into_value()))
    }

    /// The other's result, to be opened when both are settled: for a loop over mappings of which
    /// only the last, or the whole, counts. The first one is dropped unopened: it flushes now if it
    /// has a drop of its own.
    #[inline(always)]
    pub fn and<U>(self, other: Unsettled<U, M>) -> Unsettled<U, M> {
        other
    }

    /// The result, without a flush.
    ///
    /// # Safety
    ///
    /// Nothing that is done with the value depends on a write that may be deferred: they have been
    /// settled since (a section ended, a flush), or it is only looked at.
    #[allow(unsafe_code)] // To call: it breaks the promise of the type.
    #[inline(always)]
    pub unsafe fn assume_settled(self) -> T {
        self.into_value()
    }
}

/// Nothing of the value is shown.
impl<T, M: Mode> fmt::Debug for Unsettled<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsettled").finish_non_exhaustive()
    }
}
