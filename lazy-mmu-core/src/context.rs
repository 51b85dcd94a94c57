// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a platform runs an operation: pin, ask whether a handler runs, and go to the slot.

use scopeguard::ScopeGuard;

use crate::arch::Arch;
use crate::mode::Mode;
use crate::mode::sealed::{Key, Ops};
use crate::platform::Platform;
use crate::report::ViolationKind;
use crate::slot::{Slot, Token};
use crate::unwind::{finally, on_unwind};

// `do_not_recommend`: an error speaks of the mode that was asked for, not of this one way to be
// one.
#[diagnostic::do_not_recommend]
impl<P: Platform> Mode for P {
    type Backend = P::Arch;
}

impl<P: Platform> Ops for P {
    type Token = Token;

    #[inline(always)]
    fn suspended(_: Key, token: Token) -> Token {
        token.suspended()
    }

    #[inline(always)]
    fn enable(_: Key) -> Token {
        begin::<P>(|slot| slot.enable::<P>())
    }

    #[inline(always)]
    fn disable(_: Key, token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.disable::<P>());
        } else {
            disable_uncounted::<P>(token);
        }
    }

    #[inline(always)]
    fn disable_deferring(_: Key, token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.disable_deferring::<P>());
        } else {
            disable_deferring_uncounted::<P>(token);
        }
    }

    #[inline]
    fn restart(_: Key, token: Token) -> Token {
        if token.is_counted() { begin::<P>(|slot| slot.restart::<P>()) } else { token }
    }

    #[inline(always)]
    fn pause(_: Key) -> Token {
        begin::<P>(|slot| slot.pause::<P>())
    }

    #[inline(always)]
    fn resume(_: Key, token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.resume::<P>());
        } else {
            resume_uncounted::<P>(token);
        }
    }

    #[inline(always)]
    fn flush(_: Key) {
        in_task::<P, _>((), |slot| slot.flush::<P>());
    }

    #[inline(always)]
    fn is_active(_: Key) -> bool {
        in_task::<P, _>(false, |slot| slot.is_active_here())
    }

    #[inline(always)]
    fn defer(_: Key) -> bool {
        of_store::<P, _>(true, false, |slot| slot.note_store())
    }

    #[inline(always)]
    fn defer_or_else(key: Key, otherwise: fn()) {
        if !Self::defer(key) {
            otherwise();
        }
    }

    /// A guard that counted proves that this context is a task, and pinned.
    #[inline(always)]
    fn defer_in_section(_: Key, token: Token, otherwise: fn()) {
        if !of_store::<P, _>(!token.is_counted(), false, |slot| slot.note_store()) {
            otherwise();
        }
    }
}

/// Calls `f` with the slot's [`Arch::Local`] if a store made now would be deferred. For
/// architecture crates that queue.
///
/// Returns `None` without calling `f` if the mode is not active here, so that the caller acts now.
/// It also returns `None` in a handler that has interrupted another `f`, or a hook.
///
/// The platform is pinned while `f` runs. Until `f` returns, no flush, pause or end of a section
/// reaches the queue. So `f` must not use the mode, and must not fault.
///
/// [`Global`](crate::Global) has no such call, because its architecture isn't known before it is
/// linked.
#[inline(always)]
pub fn with_active<P: Platform, R>(f: impl FnOnce(&<P::Arch as Arch>::Local) -> R) -> Option<R> {
    of_store::<P, _>(true, None, |slot| slot.with_active(f))
}

/// Pins until the result drops, also if a `trace` or a `report` panics. For rare paths: see
/// [`crate::unwind`].
#[inline(always)]
pub(crate) fn pinned<P: Platform>() -> ScopeGuard<(), impl FnOnce(())> {
    P::pin();
    scopeguard::guard((), |()| P::unpin())
}

/// Calls `f` with the slot, or returns `in_handler` without it.
#[inline(always)]
pub(crate) fn in_task<P: Platform, R>(in_handler: R, f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    P::pin();
    finally!(if P::in_interrupt() { in_handler } else { P::with_slot(f) }, P::unpin())
}

/// Does the same for a store, which needs no pin if its section holds one. With a guard that
/// counted (`asks` is false), it asks neither `is_pinned` nor `in_interrupt`.
#[inline(always)]
fn of_store<P: Platform, R>(asks: bool, not_deferred: R, f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    let pinned = if asks { P::is_pinned() } else { Some(true) };
    if pinned.is_none() {
        P::pin();
    }
    finally!(
        // Without a pin, no section is open.
        if pinned == Some(false) || (asks && P::in_interrupt()) {
            not_deferred
        } else {
            P::with_slot(f)
        },
        if pinned.is_none() {
            P::unpin();
        }
    )
}

/// Does the same for a call that may count. If it counts, it keeps the pin.
#[inline(always)]
pub(crate) fn begin<P: Platform>(f: impl FnOnce(&Slot<P::Arch>) -> Token) -> Token {
    P::pin();
    let token =
        on_unwind!(if P::in_interrupt() { Token::HANDLER } else { P::with_slot(f) }, P::unpin());
    if !token.is_counted() {
        P::unpin();
    }
    token
}

/// Ends a guard that counted. The count is taken back wherever the guard ends, handler or not.
#[inline(always)]
fn end<P: Platform>(f: fn(&Slot<P::Arch>)) {
    if P::in_interrupt() {
        return end_in_handler::<P>(f);
    }
    finally!(P::with_slot(f), P::unpin());
}

#[cold]
#[inline(never)]
fn end_in_handler<P: Platform>(f: fn(&Slot<P::Arch>)) {
    let end = |slot: &Slot<P::Arch>| {
        f(slot);
        slot.report::<P>(ViolationKind::InterruptChanged);
    };
    finally!(P::with_slot(end), P::unpin());
}

#[cold]
#[inline(never)]
pub(crate) fn disable_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| {
        slot.disable_uncounted::<P>(token, in_interrupt)
    });
}

#[cold]
#[inline(never)]
fn disable_deferring_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| {
        slot.disable_deferring_uncounted::<P>(token, in_interrupt)
    });
}

#[cold]
#[inline(never)]
pub(crate) fn resume_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| slot.resume_uncounted::<P>(token, in_interrupt));
}

/// Ends a guard that did not count. `f` gets whether the platform knows of a handler. A guard that
/// begins and ends in such a handler has nothing to end, and maybe no slot: early in boot there is
/// no task.
fn end_uncounted<P: Platform>(token: Token, f: impl FnOnce(&Slot<P::Arch>, bool)) {
    let _unpin = pinned::<P>();
    let in_interrupt = P::in_interrupt();
    if !(in_interrupt && token.is_from_handler()) {
        P::with_slot(|slot| f(slot, in_interrupt));
    }
}
