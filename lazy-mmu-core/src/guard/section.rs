// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`LazyMmuGuard`]: a section, from `enable` to drop.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::mem;

use crate::mode::Mode;
use crate::mode::sealed::Key;

/// The guard of a section: the section is open until the guard drops.
///
/// Sections nest. The end of an inner one flushes and stays in the mode; the end of the outermost
/// one leaves the mode, which flushes too. Either way, **after a section has ended, every earlier
/// page-table write of this context has taken effect**. On arm64 this means for every walker of the
/// inner-shareable domain, and for this CPU.
///
/// Keep the guard in a variable: `let _ = …` ends the section at once. rustc's lint
/// `let_underscore_drop` finds that. A kernel switches it on by `#![warn(let_underscore_drop)]`.
///
/// In a handler, inside a pause, and inside 255 other sections the guard is inert: stores
/// behave as they would without it.
///
/// # Ordering
///
/// The promise is about page-table writes. The drop orders other accesses only if it runs the
/// architecture's [`flush`](crate::Arch::flush) or [`leave`](crate::Arch::leave). The compiler has
/// finished every earlier access when the hook begins, and the hook says what it orders. On arm64
/// this is the order of `dsb ishst; isb`, which the compiler moves no access across.
///
/// The drop orders nothing if no hook runs, and the compiler may move accesses across it. No hook
/// runs in the modes [`NoLazyMmu`](crate::NoLazyMmu) and [`Unwalked`](crate::Unwalked), and if an
/// architecture that [defers by bit](crate::Arch::DEFERS_BY_BIT), such as arm64, has deferred
/// nothing. The drop of an inert guard may run none, too. So don't build a lock, or a hand-over to
/// another CPU, on the end of a section.
///
/// # Order of drops
///
/// Every order of drops ends with all counters at 0 and keeps the promise above. A guard remembers
/// whether it counted, and takes back only that. It flushes if the mode is active when it drops,
/// counted or not. So guards of sections and pauses may drop first-in-first-out, early, or while a
/// panic unwinds.
///
/// # Leaks
///
/// [`core::mem::forget`] is safe Rust, so a guard alone can't promise that its section ends.
///
/// On arm64 with a slot in the task, a leak is harmless to code that makes its own writes take
/// effect before it uses them. Such code ends a section of its *own* (not a
/// [deferring](crate::DeferringGuard) one), [flushes](crate::flush), or opens an
/// [`Unsettled`](crate::Unsettled), and never assumes that no section is open around it. Older code
/// that maps and touches without any of these may fault, and `lazy_mmu_arm64::settle_fault` cures
/// the fault.
///
/// A leak is not harmless with a slot per CPU, because preemption stays off. It is not harmless on
/// an architecture that queues TLB invalidations: there, code that frees a page flushes first.
///
/// [`Slot::retire`](crate::Slot::retire) reports a task's leak.
///
/// # Contexts
///
/// A guard belongs to its context, and can't be sent to another thread. The types don't tell tasks
/// apart that share a thread and have slots of their own, as tasks of an executor may. There the
/// kernel must keep a guard with its task.
///
/// ```compile_fail,E0277
/// # use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};
/// fn send<T: Send>(_: T) {}
/// send(LazyMmuGuard::<NoLazyMmu>::enable());
/// ```
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
#[must_use = "the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once"]
#[clippy::has_significant_drop]
pub struct LazyMmuGuard<M: Mode> {
    // The constructor's, or that of an inert guard while suspended, so that nothing is taken back
    // twice.
    pub(super) token: Cell<M::Token>,
    _context: PhantomData<*mut ()>,
}

impl<M: Mode> LazyMmuGuard<M> {
    /// Begins a section.
    ///
    /// It orders no access of the caller's, in the compiler or between CPUs.
    #[inline(always)]
    pub fn enable() -> Self {
        Self { token: Cell::new(M::enable(Key(()))), _context: PhantomData }
    }

    /// Flushes, and stays in the section, as [`flush`](crate::flush) does.
    #[inline]
    pub fn flush(&self) {
        M::flush(Key(()));
    }

    /// Asks to defer a store in this section, as [`defer_or_else`](crate::defer_or_else) does. For
    /// architecture crates.
    ///
    /// It is cheaper, because it asks the platform less. A guard that counted proves that its
    /// context is a task, and [pinned](crate::Platform::pin). So this asks neither for a pin nor
    /// [`in_interrupt`](crate::Platform::in_interrupt).
    ///
    /// A handler has guards of its own, and must not use a guard of the task that it interrupted.
    /// Its store would be deferred to the end of the task's section, and nothing reports that.
    #[inline(always)]
    pub fn defer_or_else(&self, otherwise: fn()) {
        M::defer_in_section(Key(()), self.token.get(), otherwise);
    }

    /// Ends this one level, runs `f`, and begins the level again, also if `f` unwinds. It is for
    /// unlocking and sleeping in the middle of a section.
    ///
    /// If the section is nested, the mode stays active while `f` runs, and with a slot per CPU
    /// preemption stays off. Inside a pause, the counter moves without a hook. For an inert guard
    /// this only flushes and runs `f`.
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
    /// Drops the guard. A call by name is inlined at opt-level `s` too, where the compiler doesn't
    /// inline a `Drop`.
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

/// Runs `f` in a section. `f` gets the guard, to flush, pause or suspend the section.
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
