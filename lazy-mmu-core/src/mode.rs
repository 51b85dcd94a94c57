//! [`Mode`]: what guards, closures and the attribute are generic over.

use core::marker::PhantomData;
use core::mem;

use sealed::{Key, Ops};

use crate::platform::Platform;
use crate::report::ViolationKind;
use crate::slot::{Slot, Token};

/// A [`Platform`], or [`Global`](crate::Global), or [`NoLazyMmu`]. Sealed: implement `Platform`.
///
/// Its operations are this crate's own: a section begins and ends with a guard.
///
/// ```compile_fail,E0061
/// use lazy_mmu_core::Mode;
///
/// fn unpaired<M: Mode>() {
///     M::enable();
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a lazy MMU mode",
    label = "neither a `Platform`, nor `Global`, nor `NoLazyMmu`",
    note = "if `{Self}` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `{Self}: lazy_mmu_core::Mode`",
    note = "a library that knows no kernel names `lazy_mmu_core::Global`"
)]
pub trait Mode: Ops + 'static {
    /// Whose hooks run: the platform's [`Arch`](crate::Arch), or the mode itself where that is not known or there is none. An
    /// architecture crate picks its rules by it.
    type Backend;
}

/// The feature is off: no bytes, no instructions; every store is paid for at once.
#[derive(Clone, Copy, Debug)]
pub struct NoLazyMmu;

pub(crate) mod sealed {
    /// What only this crate has. A bound on `Mode` brings the functions of its supertrait into everybody's reach, and each of them asks
    /// for this, so that nobody else can call them: a section begins and ends with its guard.
    #[derive(Clone, Copy)]
    pub struct Key(pub(crate) ());

    /// The operations behind guards, closures and the attribute.
    #[diagnostic::on_unimplemented(
        message = "`Mode` cannot be implemented for `{Self}`",
        label = "has none of the operations of a mode, which are this crate's own",
        note = "implement `lazy_mmu_core::Platform` for `{Self}` instead: that makes it a `Mode`"
    )]
    pub trait Ops {
        /// What a guard remembers of its constructor.
        type Token: Copy;
        /// The token of a guard while its level is suspended.
        const SUSPENDED: Self::Token;

        fn enable(_: Key) -> Self::Token;
        fn disable(_: Key, token: Self::Token);
        /// As `disable`, and what is owed stays owed while an outer section is open.
        fn disable_owing(_: Key, token: Self::Token);
        /// Begins the level again that `disable(token)` ended, paused or not.
        fn restart(_: Key, token: Self::Token) -> Self::Token;
        fn pause(_: Key) -> Self::Token;
        fn resume(_: Key, token: Self::Token);
        fn flush(_: Key);
        fn is_active(_: Key) -> bool;
        fn owe(_: Key) -> bool;
    }
}

// An error speaks of the mode that was asked for, not of this one way to be one.
#[diagnostic::do_not_recommend]
impl<P: Platform> Mode for P {
    type Backend = P::Arch;
}

impl<P: Platform> Ops for P {
    type Token = Token;
    const SUSPENDED: Token = Token::SUSPENDED;

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
    fn disable_owing(_: Key, token: Token) {
        if token.is_counted() {
            end::<P>(|slot| slot.disable_owing::<P>());
        } else {
            disable_owing_uncounted::<P>(token);
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
    fn owe(_: Key) -> bool {
        in_task::<P, _>(false, |slot| slot.owe())
    }
}

/// Unpins when it drops, and so if a `trace` or a `report` panics. Where panics abort it is the call and nothing else.
pub(crate) struct Unpin<P: Platform>(PhantomData<P>);

impl<P: Platform> Unpin<P> {
    #[inline(always)]
    fn pinned() -> Self {
        P::pin();
        Self::later()
    }

    #[inline(always)]
    pub(crate) const fn later() -> Self {
        Self(PhantomData)
    }
}

impl<P: Platform> Drop for Unpin<P> {
    #[inline(always)]
    fn drop(&mut self) {
        P::unpin();
    }
}

/// Calls `f` with the slot, or answers `in_handler` without it.
#[inline(always)]
pub(crate) fn in_task<P: Platform, R>(in_handler: R, f: impl FnOnce(&Slot<P::Arch>) -> R) -> R {
    let _unpin = Unpin::<P>::pinned();
    if P::in_interrupt() { in_handler } else { P::with_slot(f) }
}

/// The same for what may count: that keeps the pin.
#[inline(always)]
pub(crate) fn begin<P: Platform>(f: impl FnOnce(&Slot<P::Arch>) -> Token) -> Token {
    let unpin = Unpin::<P>::pinned();
    let token = if P::in_interrupt() { Token::HANDLER } else { P::with_slot(f) };
    if token.is_counted() {
        mem::forget(unpin);
    }
    token
}

/// The end of what counted, which is taken back wherever it ends, handler or not.
#[inline(always)]
fn end<P: Platform>(f: impl FnOnce(&Slot<P::Arch>)) {
    let _unpin = Unpin::<P>::later();
    let changed = P::in_interrupt();
    P::with_slot(|slot| {
        f(slot);
        if changed {
            slot.report::<P>(ViolationKind::InterruptChanged);
        }
    });
}

#[cold]
#[inline(never)]
pub(crate) fn disable_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| slot.disable_uncounted::<P>(token, in_interrupt));
}

#[cold]
#[inline(never)]
fn disable_owing_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| slot.disable_owing_uncounted::<P>(token, in_interrupt));
}

#[cold]
#[inline(never)]
pub(crate) fn resume_uncounted<P: Platform>(token: Token) {
    end_uncounted::<P>(token, |slot, in_interrupt| slot.resume_uncounted::<P>(token, in_interrupt));
}

/// `f` is told whether the platform knows of a handler. One that begins and ends in such a handler has nothing to end, and maybe no slot:
/// so early in boot there is no task.
fn end_uncounted<P: Platform>(token: Token, f: impl FnOnce(&Slot<P::Arch>, bool)) {
    let _unpin = Unpin::<P>::pinned();
    let in_interrupt = P::in_interrupt();
    if !(in_interrupt && token.is_from_handler()) {
        P::with_slot(|slot| f(slot, in_interrupt));
    }
}

impl Mode for NoLazyMmu {
    type Backend = Self;
}

impl Ops for NoLazyMmu {
    type Token = ();
    const SUSPENDED: () = ();

    #[inline(always)]
    fn enable(_: Key) {}
    #[inline(always)]
    fn disable(_: Key, (): ()) {}
    #[inline(always)]
    fn disable_owing(_: Key, (): ()) {}
    #[inline(always)]
    fn restart(_: Key, (): ()) {}
    #[inline(always)]
    fn pause(_: Key) {}
    #[inline(always)]
    fn resume(_: Key, (): ()) {}
    #[inline(always)]
    fn flush(_: Key) {}
    #[inline(always)]
    fn is_active(_: Key) -> bool {
        false
    }
    #[inline(always)]
    fn owe(_: Key) -> bool {
        false
    }
}
