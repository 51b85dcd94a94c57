// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Settle`]: the results that the end of a section opens.

use super::section::LazyMmuGuard;
use super::unsettled::Unsettled;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// A result that the end of a section opens: an [`Unsettled`], or an [`Option`], a [`Result`], an
/// array or a pair of those. Sealed.
#[diagnostic::on_unimplemented(
    message = "the end of a section of `{M}` does not open `{Self}`",
    label = "neither an `Unsettled<_, {M}>` nor an `Option`, a `Result`, an array or a pair of those",
    note = "an `Unsettled` of another mode: name `{M}` where it is made, or the other mode where the section begins",
    note = "a value that depends on no store needs no opening: take `section` in place of `section_settled`, or drop the guard in place of `finish`; beside one that does, wrap it by `Unsettled::new`",
    note = "more than two: put them together by `zip`; as many as are known at run time only: end the section, then `flush` each, which finds nothing deferred"
)]
pub trait Settle<M: Mode> {
    /// The result after it was opened.
    type Opened;

    #[doc(hidden)]
    fn open(self, _: Key) -> Self::Opened;
}

impl<T, M: Mode> Settle<M> for Unsettled<T, M> {
    type Opened = T;

    #[inline(always)]
    fn open(self, _: Key) -> T {
        self.into_value()
    }
}

impl<S: Settle<M>, M: Mode> Settle<M> for Option<S> {
    type Opened = Option<S::Opened>;

    #[inline(always)]
    fn open(self, key: Key) -> Self::Opened {
        self.map(|unsettled| unsettled.open(key))
    }
}

impl<S: Settle<M>, E, M: Mode> Settle<M> for Result<S, E> {
    type Opened = Result<S::Opened, E>;

    #[inline(always)]
    fn open(self, key: Key) -> Self::Opened {
        self.map(|unsettled| unsettled.open(key))
    }
}

impl<S: Settle<M>, M: Mode, const N: usize> Settle<M> for [S; N] {
    type Opened = [S::Opened; N];

    #[inline(always)]
    fn open(self, key: Key) -> Self::Opened {
        self.map(|unsettled| unsettled.open(key))
    }
}

impl<A: Settle<M>, B: Settle<M>, M: Mode> Settle<M> for (A, B) {
    type Opened = (A::Opened, B::Opened);

    #[inline(always)]
    fn open(self, key: Key) -> Self::Opened {
        (self.0.open(key), self.1.open(key))
    }
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Ends the section, as a drop does, and opens a result of it.
    ///
    /// It is as cheap as the drop, because the end of a section flushes anyway: also the end of a
    /// nested one, and the end of an inert one outside of handlers.
    #[inline(always)]
    pub fn finish<S: Settle<M>>(self, unsettled: S) -> S::Opened {
        self.end();
        unsettled.open(Key(()))
    }
}

/// Runs `f` in a section, as [`section`](crate::section) does, and opens the result of `f` when the
/// section has ended.
///
/// ```
/// use lazy_mmu_core::{NoLazyMmu, Unsettled, section_settled};
///
/// # #[derive(Debug)] struct OutOfFrames;
/// fn map_page() -> Result<Unsettled<u64, NoLazyMmu>, OutOfFrames> {
///     Ok(Unsettled::new(0x1000))
/// }
///
/// let page: u64 = section_settled::<NoLazyMmu, _>(|_| map_page())?;
/// # assert_eq!(page, 0x1000);
/// # Ok::<(), OutOfFrames>(())
/// ```
#[inline(always)]
pub fn section_settled<M: Mode, S: Settle<M>>(f: impl FnOnce(&LazyMmuGuard<M>) -> S) -> S::Opened {
    let guard = LazyMmuGuard::enable();
    let unsettled = f(&guard);
    guard.finish(unsettled)
}
