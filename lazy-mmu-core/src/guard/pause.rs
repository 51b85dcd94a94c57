// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`PauseGuard`]: a pause of the mode, whatever sections are open.

use core::fmt;
use core::marker::PhantomData;
use core::mem;

use super::section::LazyMmuGuard;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The guard of a pause: the mode is paused until the guard drops. Making the guard flushes, and
/// every store takes effect at once.
///
/// A pause is for code that uses what it has just mapped: an allocator's debug hook, or KASAN's
/// shadow. Pauses nest. When the last one ends, the mode is entered again at the depth it had. A
/// pause outside any section is legal, and keeps sections opened inside it from counting. In a
/// handler the guard is inert. Inside 255 others a pause sticks: the slot stays paused, and that is
/// [reported](crate::ViolationKind::PauseOverflow).
///
/// # Ordering
///
/// Making the guard orders what the end of a section orders there: see
/// [`LazyMmuGuard`](LazyMmuGuard#ordering). Its drop orders nothing.
///
/// # Order of drops
///
/// Every order ends right, also among guards of sections, as for
/// [`LazyMmuGuard`](LazyMmuGuard#order-of-drops): the guard takes back only what it counted. A
/// guard that [`LazyMmuGuard::pause`] returned borrows the section's guard, and so ends before it.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust. A leaked pause leaves its slot eager for good, which is slow
/// and never wrong. With a slot per CPU, preemption stays off.
/// [`Slot::retire`](crate::Slot::retire) reports the leak.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{Mode, PauseGuard};
///
/// fn map_and_use<M: Mode>() {
///     let _pause = PauseGuard::<M>::pause();
///     // … pages that are mapped here may be used at once …
/// }
/// ```
///
/// Like the guard of a section, it belongs to its context:
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{NoLazyMmu, PauseGuard};
/// fn send<T: Send>(_: T) {}
/// send(PauseGuard::<NoLazyMmu>::pause());
/// ```
#[must_use = "the pause ends when this guard drops: write `let _pause = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct PauseGuard<'a, M: Mode> {
    token: M::Token,
    _section: PhantomData<&'a LazyMmuGuard<M>>,
}

impl<M: Mode> PauseGuard<'static, M> {
    /// Pauses the mode, in a section or outside.
    ///
    /// If the section's guard is at hand, [`LazyMmuGuard::pause`] also keeps the two in order.
    #[inline(always)]
    pub fn pause() -> Self {
        Self { token: M::pause(Key(())), _section: PhantomData }
    }
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Pauses the mode until the returned guard drops. This guard can't drop before that one.
    ///
    /// ```compile_fail,E0505
    /// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
    /// let section = LazyMmuGuard::<NoLazyMmu>::enable();
    /// let pause = section.pause();
    /// drop(section);
    /// drop(pause);
    /// ```
    #[inline(always)]
    pub fn pause(&self) -> PauseGuard<'_, M> {
        PauseGuard { token: M::pause(Key(())), _section: PhantomData }
    }
}

impl<M: Mode> Drop for PauseGuard<'_, M> {
    #[inline(always)]
    fn drop(&mut self) {
        M::resume(Key(()), self.token);
    }
}

impl<M: Mode> fmt::Debug for PauseGuard<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PauseGuard").finish_non_exhaustive()
    }
}

/// Runs `f` in a pause: every store of `f` takes effect at once. See [`PauseGuard`].
#[inline(always)]
pub fn paused<M: Mode, R>(f: impl FnOnce() -> R) -> R {
    let pause = PauseGuard::<M>::pause();
    let answer = f();
    // By name, as in `LazyMmuGuard::end`.
    let token = pause.token;
    mem::forget(pause);
    M::resume(Key(()), token);
    answer
}
