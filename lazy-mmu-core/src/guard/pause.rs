// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`PauseGuard`]: the mode is off for a while, whatever sections are open.

use core::fmt;
use core::marker::PhantomData;
use core::mem;

use super::section::LazyMmuGuard;
use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The lazy MMU mode is paused while this lives: making it flushes, and every store takes effect at
/// once.
///
/// For code that uses what it has just mapped: an allocator's debug hook, KASAN's shadow. Pauses
/// nest; a pause outside any section is legal and keeps sections opened inside it from counting. In
/// interrupt context the guard is inert. When the last pause ends, the mode is entered again at the
/// depth it had. Inside 255 others a pause sticks: the slot stays paused, and that is
/// [reported](crate::ViolationKind::PauseOverflow).
///
/// Making it orders what the end of a section does there ([`LazyMmuGuard`], "Ordering"), and its
/// drop orders nothing.
///
/// # Order of drops
///
/// Every order ends right, also among guards of sections, as [`LazyMmuGuard`] says: this one takes
/// back what it counted and nothing else. One that was made by [`LazyMmuGuard::pause`] borrows that
/// guard, and so ends before it.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust. A leaked pause leaves its slot eager for good: every store
/// takes effect at once, which is slow, and never wrong. With a slot per CPU preemption stays off.
/// [`Slot::retire`](crate::Slot::retire) reports it.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{Mode, PauseGuard};
///
/// fn map_and_use<M: Mode>() {
///     let _pause = PauseGuard::<M>::pause();
///     // … what is mapped here may be used at once …
/// }
/// ```
///
/// Like the guard of a section it belongs to its context:
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
    /// Pauses the mode, in a section or not. Inside one whose guard is at hand,
    /// [`LazyMmuGuard::pause`] also keeps the two in order.
    #[inline(always)]
    pub fn pause() -> Self {
        Self { token: M::pause(Key(())), _section: PhantomData }
    }
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Pauses the mode until the returned guard drops; this guard cannot drop before it.
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

/// Runs `f` in a pause.
#[inline(always)]
pub fn paused<M: Mode, R>(f: impl FnOnce() -> R) -> R {
    let pause = PauseGuard::<M>::pause();
    let answer = f();
    // As `LazyMmuGuard::end`.
    let token = pause.token;
    mem::forget(pause);
    M::resume(Key(()), token);
    answer
}
