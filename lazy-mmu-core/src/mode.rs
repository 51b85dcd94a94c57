//! [`Mode`]: what guards, closures and the attribute are generic over.

use crate::word::Token;
use crate::{Platform, Slot, ViolationKind};

/// A [`Platform`], or [`Global`](crate::Global), or [`NoLazyMmu`]. Sealed: implement `Platform`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a lazy MMU mode",
    label = "neither a `Platform`, nor `Global`, nor `NoLazyMmu`",
    note = "implement `lazy_mmu_core::Platform` for `{Self}`"
)]
pub trait Mode: sealed::Ops + 'static {
    /// Whose hooks run: the platform's [`Arch`](crate::Arch), or the mode itself where that is not known or there is none. An
    /// architecture crate picks its rules by it.
    type Backend;
}

/// The feature is off: no bytes, no instructions; every store is paid for at once.
#[derive(Clone, Copy, Debug)]
pub struct NoLazyMmu;

pub(crate) mod sealed {
    /// The operations behind guards, closures and the attribute.
    pub trait Ops {
        /// What a guard remembers of its constructor.
        type Token: Copy;
        /// The token of a guard while its level is suspended.
        const SUSPENDED: Self::Token;

        fn enable() -> Self::Token;
        fn disable(token: Self::Token);
        /// Begins the level again that `disable(token)` ended, paused or not.
        fn restart(token: Self::Token) -> Self::Token;
        fn pause() -> Self::Token;
        fn resume(token: Self::Token);
        fn flush();
        fn is_active() -> bool;
        fn owe() -> bool;
    }
}

impl<P: Platform> Mode for P {
    type Backend = P::Arch;
}

impl<P: Platform> sealed::Ops for P {
    type Token = Token;
    const SUSPENDED: Token = Token::SUSPENDED;

    #[inline(always)]
    fn enable() -> Token {
        begin::<P>(|slot| slot.enable::<P>())
    }

    #[inline(always)]
    fn disable(token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.disable::<P>());
        } else {
            disable_uncounted::<P>(token);
        }
    }

    #[inline]
    fn restart(token: Token) -> Token {
        if token.is_counted() { begin::<P>(|slot| slot.restart::<P>()) } else { token }
    }

    #[inline(always)]
    fn pause() -> Token {
        begin::<P>(|slot| slot.pause::<P>())
    }

    #[inline(always)]
    fn resume(token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.resume::<P>());
        } else {
            resume_uncounted::<P>(token);
        }
    }

    #[inline(always)]
    fn flush() {
        in_task::<P, _>((), |slot| slot.flush::<P>());
    }

    #[inline(always)]
    fn is_active() -> bool {
        in_task::<P, _>(false, |slot| slot.is_active_here())
    }

    #[inline(always)]
    fn owe() -> bool {
        in_task::<P, _>(false, |slot| slot.owe())
    }
}

/// Calls `f` with the slot, or answers `in_handler` without it.
#[inline(always)]
pub(crate) fn in_task<P: Platform, R>(in_handler: R, f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    P::pin();
    let answer = if P::in_interrupt() { in_handler } else { P::with_slot(f) };
    P::unpin();
    answer
}

/// The same for what may count: that keeps the pin.
#[inline(always)]
pub(crate) fn begin<P: Platform>(f: impl FnOnce(&Slot<P::Arch>) -> Token) -> Token {
    P::pin();
    let token = if P::in_interrupt() { Token::HANDLER } else { P::with_slot(f) };
    if !token.is_counted() {
        P::unpin();
    }
    token
}

/// The end of what counted, which is taken back wherever it ends, handler or not.
#[inline(always)]
fn end<P: Platform>(f: impl FnOnce(&Slot<P::Arch>)) {
    let changed = P::in_interrupt();
    P::with_slot(|slot| {
        f(slot);
        if changed {
            slot.report::<P>(ViolationKind::InterruptChanged);
        }
    });
    P::unpin();
}

#[cold]
#[inline(never)]
pub(crate) fn disable_uncounted<P: Platform>(token: Token) {
    in_task::<P, _>((), |slot| slot.disable_uncounted::<P>(token));
}

#[cold]
#[inline(never)]
pub(crate) fn resume_uncounted<P: Platform>(token: Token) {
    in_task::<P, _>((), |slot| slot.resume_uncounted::<P>(token));
}

impl Mode for NoLazyMmu {
    type Backend = Self;
}

impl sealed::Ops for NoLazyMmu {
    type Token = ();
    const SUSPENDED: () = ();

    #[inline(always)]
    fn enable() {}
    #[inline(always)]
    fn disable((): ()) {}
    #[inline(always)]
    fn restart((): ()) {}
    #[inline(always)]
    fn pause() {}
    #[inline(always)]
    fn resume((): ()) {}
    #[inline(always)]
    fn flush() {}
    #[inline(always)]
    fn is_active() -> bool {
        false
    }
    #[inline(always)]
    fn owe() -> bool {
        false
    }
}
