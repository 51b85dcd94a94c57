// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`LazyMmuGuard`]: a section, from `enable` to drop.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::mem;

use crate::mode::Mode;
use crate::mode::sealed::Key;

/// A section of the lazy MMU mode is open while this lives.
///
/// Sections nest. When the last one ends the mode is left; when an inner one ends, it flushes and
/// the mode goes on. Either way: **after a section has ended, every earlier page-table write of
/// this context has taken effect**, on arm64 for every walker of the inner-shareable domain and for
/// this CPU.
///
/// Keep it in a variable: `let _ = …` ends the section at once. rustc's lint `let_underscore_drop`,
/// which a kernel may switch on, finds that.
///
/// In interrupt context, inside a pause, and inside 255 other sections the guard is inert: stores
/// behave as they would without it.
///
/// # Ordering
///
/// The promise is about page-table writes. Other accesses are ordered only where the drop runs the
/// architecture's [`flush`](crate::Arch::flush) or [`leave`](crate::Arch::leave): the compiler has
/// finished every earlier access when that begins, and the hook says what it orders. On arm64 that
/// is the order of `dsb ishst; isb`, which the compiler moves no access across.
///
/// An architecture that [defers by bit](crate::Arch::DEFERS_BY_BIT), as arm64, runs the hook only
/// if something is deferred. Where none runs, as there, in an inert guard, and on
/// [`NoLazyMmu`](crate::NoLazyMmu) and [`Unwalked`](crate::Unwalked), the drop orders nothing, and
/// the compiler may move accesses across it. So do not build a lock, or a hand-over to another CPU,
/// on the end of a section.
///
/// # Order of drops
///
/// Every order of drops ends with all counts at 0 and keeps that promise. A guard remembers whether
/// it counted, takes back only that, and flushes if the mode is active when it drops, counted or
/// not. So guards of sections and pauses may be dropped first-in-first-out, early, or while a panic
/// unwinds.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust, so a guard alone cannot promise that its section ends. For
/// arm64 with a slot in the task a leak is harmless, provided that code which needs a write to have
/// taken effect ends its *own* section (not a [deferring](crate::DeferringGuard) one),
/// [flushes](crate::flush), or opens an `Unsettled`, and never assumes that no section is open
/// around it. A kernel whose older code maps and touches without any of these survives through
/// `lazy_mmu_arm64::settle_fault`. A leak is not harmless for a slot per CPU, as preemption stays
/// off, nor for an architecture that queues TLB invalidations: there, whoever frees a page flushes
/// first. [`Slot::retire`](crate::Slot::retire) reports what a task leaked.
///
/// # Examples
///
/// ```
/// use lazy_mmu_core::{LazyMmuGuard, Mode};
///
/// fn map_both<M: Mode>() {
///     let _section = LazyMmuGuard::<M>::enable();
///     // … two mappings, one barrier pair, issued here:
/// }
/// ```
///
/// A guard belongs to its context and cannot be sent to another. Tasks that share a thread and have
/// slots of their own, as those of an executor may, are not told apart by that: there it is on the
/// kernel to keep a guard with its task.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// fn send<T: Send>(_: T) {}
/// send(LazyMmuGuard::<NoLazyMmu>::enable());
/// ```
#[must_use = "the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct LazyMmuGuard<M: Mode> {
    // Not the constructor's while suspended, so that nothing is taken back twice.
    pub(super) token: Cell<M::Token>,
    _context: PhantomData<*mut ()>,
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Begins a section. It orders no access of the caller's, in the compiler or between CPUs.
    #[inline(always)]
    pub fn enable() -> Self {
        Self { token: Cell::new(M::enable(Key(()))), _context: PhantomData }
    }

    /// Flushes, and stays in the section. The same as [`flush`](crate::flush).
    #[inline]
    pub fn flush(&self) {
        M::flush(Key(()));
    }

    /// For architecture crates: as [`defer_or_else`](crate::defer_or_else), of a store in this
    /// section.
    ///
    /// It asks the platform less: a guard that counted proves that its context is a task, and
    /// [pinned](crate::Platform::pin), so it asks neither that nor
    /// [`in_interrupt`](crate::Platform::in_interrupt). A handler has guards of its own and does
    /// not use those of the task that it has interrupted: its store would wait for the end of the
    /// task's section.
    #[inline(always)]
    pub fn defer_or_else(&self, otherwise: fn()) {
        M::defer_in_section(Key(()), self.token.get(), otherwise);
    }

    /// Ends this one level, runs `f`, begins the level again: to unlock, sleep and relock in the
    /// middle of a section. On unwinding too.
    ///
    /// If the section is nested the mode stays active while `f` runs, and with a slot per CPU
    /// preemption stays off. Inside a pause the count moves without a hook. An inert guard only
    /// flushes.
    #[inline]
    pub fn suspend<R>(&self, f: impl FnOnce() -> R) -> R {
        let token = self.token.get();
        self.token.set(M::suspended(Key(()), token));
        M::disable(Key(()), token);
        scopeguard::defer! {
            self.token.set(M::restart(Key(()), token));
        }
        f()
    }
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Drops it. A call by name is inlined at opt-level `s` too, where the compiler calls what
    /// drops a value.
    #[inline(always)]
    pub(super) fn end(self) {
        let token = self.token.get();
        mem::forget(self);
        M::disable(Key(()), token);
    }
}

impl<M: Mode> Drop for LazyMmuGuard<M> {
    #[inline(always)]
    fn drop(&mut self) {
        M::disable(Key(()), self.token.get());
    }
}

impl<M: Mode> fmt::Debug for LazyMmuGuard<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyMmuGuard").finish_non_exhaustive()
    }
}

/// Runs `f` in a section, and hands it the guard to flush, pause or suspend by.
///
/// ```
/// use lazy_mmu_core::{NoLazyMmu, section};
///
/// let pages = section::<NoLazyMmu, _>(|mmu| {
///     // … map some …
///     mmu.flush(); // these may be used from here on
///     // … map more …
///     16
/// });
/// assert_eq!(pages, 16);
/// ```
#[inline(always)]
pub fn section<M: Mode, R>(f: impl FnOnce(&LazyMmuGuard<M>) -> R) -> R {
    let guard = LazyMmuGuard::enable();
    let answer = f(&guard);
    guard.end();
    answer
}
