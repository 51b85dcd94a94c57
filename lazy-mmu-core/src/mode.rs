// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Mode`]: what guards, closures and the attribute are generic over; and its operations.

use sealed::{Key, Ops};

/// A [`Platform`](crate::Platform), or [`Global`](crate::Global), [`NoLazyMmu`] or [`Unwalked`].
/// Sealed: implement `Platform`.
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
    label = "neither a `Platform`, nor `Global`, `NoLazyMmu` or `Unwalked`",
    note = "if `{Self}` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `{Self}: lazy_mmu_core::Mode`",
    note = "a library that knows no kernel names `lazy_mmu_core::Global`"
)]
pub trait Mode: Ops + 'static {
    /// Whose hooks run: the platform's [`Arch`](crate::Arch), or the mode itself where that is not
    /// known or there is none. An architecture crate picks its rules by it.
    type Backend;
}

/// The feature is off: no bytes, no instructions; every store takes effect at once.
#[derive(Clone, Copy, Debug)]
pub struct NoLazyMmu;

/// The page tables are not walked yet: the kernel's first ones before its MMU is on, or a new
/// address space before its root is loaded.
///
/// No walker can see their entries, so nothing is emitted for them, now or later, and nothing is
/// kept: no slot, no platform. Whoever loads the root orders all stores once, before that (on arm64
/// `lazy_mmu_arm64::before_root_is_loaded`).
///
/// A mapping function that is generic over its mode builds such tables with this one:
///
/// ```
/// use lazy_mmu_core::{Mode, Unwalked, defer, is_active};
///
/// fn store<M: Mode>() {
///     // … store an entry …
///     if !defer::<M>() {
///         // … emit what makes walkers see it …
/// #       unreachable!();
///     }
/// }
///
/// store::<Unwalked>();
/// assert!(!is_active::<Unwalked>()); // no section, and none is needed
/// ```
///
/// The kernel's platform is another one, as tables that a walker is on need what it defers:
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Unwalked);
/// # fn main() {}
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Unwalked;

/// The operations of a mode: the one place for their names and signatures.
///
/// A row is `name(token: Token) -> Answer;`, without the token, or what else it takes, or the
/// answer where there is none. `__operations!(then, Token)` hands all rows to the macro `then`,
/// which makes something of each: `declare` the operation, `do_nothing`, `declare_symbols`,
/// `call_symbol`, `define` what a symbol calls, and `__define_symbols` in the kernel. `Token` is
/// what a guard remembers of its constructor, and each mode has its own. A platform's operations
/// are written out, in [`context`](crate::context).
#[doc(hidden)]
#[macro_export]
macro_rules! __operations {
    ($then:path, $Token:ty) => {
        $then! {
            /// A section begins.
            enable() -> $Token;
            /// The section ends whose beginning answered `token`.
            disable(token: $Token);
            /// As `disable`, but what is deferred stays so while an outer section is open.
            disable_deferring(token: $Token);
            /// Begins the level again that `disable(token)` ended, paused or not.
            restart(token: $Token) -> $Token;
            /// A pause begins.
            pause() -> $Token;
            /// The pause ends whose beginning answered `token`.
            resume(token: $Token);
            /// See [`flush`](crate::flush).
            flush();
            /// See [`is_active`](crate::is_active). (A path, as the table is expanded in kernels
            /// too.)
            is_active() -> ::core::primitive::bool;
            /// See [`defer`](crate::defer).
            defer() -> ::core::primitive::bool;
            /// See [`defer_or_else`](crate::defer_or_else).
            defer_or_else(otherwise: fn());
        }
    };
}

pub(crate) mod sealed {
    /// What only this crate has. A bound on `Mode` brings the functions of its supertrait into
    /// everybody's reach, and each of them asks for this, so that nobody else can call them: a
    /// section begins and ends with its guard.
    #[derive(Clone, Copy)]
    pub struct Key(pub(crate) ());

    /// Declares each operation.
    macro_rules! declare {
        ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {$(
            $(#[$about])*
            fn $operation(_: Key $(, $token: $Token)?) $(-> $Answer)?;
        )*};
    }

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
        fn suspended(_: Key, token: Self::Token) -> Self::Token;

        crate::__operations!(declare, Self::Token);

        /// As `defer_or_else`, of a store in the section whose beginning answered `token`.
        #[inline(always)]
        fn defer_in_section(key: Key, _: Self::Token, otherwise: fn()) {
            Self::defer_or_else(key, otherwise);
        }
    }
}

/// What a guard remembers of a mode that keeps nothing.
#[derive(Clone, Copy, Default)]
pub struct Nothing;

/// Has each operation of the table do nothing, and answer nothing, or `false`; but for the two that
/// defer, if `Self::DEFERS`.
macro_rules! do_nothing {
    ($($(#[$about:meta])* $operation:ident($($taken:ident: $Taken:ty)?) $(-> $Answer:ty)?;)*) => {$(
        #[inline(always)]
        fn $operation(_: Key $(, $taken: $Taken)?) $(-> $Answer)? {
            do_nothing!(@ $operation $($taken)? $(-> $Answer)?)
        }
    )*};
    (@ defer -> $Answer:ty) => { Self::DEFERS };
    (@ defer_or_else $otherwise:ident) => {
        if !Self::DEFERS {
            $otherwise();
        }
    };
    (@ $operation:ident $($taken:ident)? $(-> $Answer:ty)?) => {{
        $(let _ = $taken;)?
        $(<$Answer>::default())?
    }};
}

/// A mode without a slot.
macro_rules! keeps_nothing {
    ($mode:ident, defers: $defers:literal) => {
        impl $mode {
            const DEFERS: bool = $defers;
        }

        impl Mode for $mode {
            type Backend = Self;
        }

        impl Ops for $mode {
            type Token = Nothing;

            #[inline(always)]
            fn suspended(_: Key, token: Nothing) -> Nothing {
                token
            }

            crate::__operations!(do_nothing, Nothing);
        }
    };
}

keeps_nothing!(NoLazyMmu, defers: false);
keeps_nothing!(Unwalked, defers: true);

/// Returns whether a store made now would be deferred: in a section, not paused, not in interrupt
/// context.
#[inline]
pub fn is_active<M: Mode>() -> bool {
    M::is_active(Key(()))
}

/// Flushes: issues what is deferred, and stays in the mode.
///
/// Does nothing outside a section or in a pause, where nothing is deferred, nor where
/// [`Platform::in_interrupt`](crate::Platform::in_interrupt) says that a handler runs. In a handler
/// that is [announced to the slot](crate::Slot::interrupt) it flushes what the interrupted task has
/// deferred, if that is something.
///
/// Where it runs the architecture's [`flush`](crate::Arch::flush), the compiler has finished every
/// earlier access when that begins, and the hook says what it orders. Where it does nothing, it
/// orders nothing: in the cases above; on [`NoLazyMmu`] and [`Unwalked`]; and where an architecture
/// that [defers by bit](crate::Arch::DEFERS_BY_BIT), as arm64, has deferred nothing.
#[inline]
pub fn flush<M: Mode>() {
    M::flush(Key(()));
}

/// For architecture crates: asks to defer what makes walkers see a store that was just made.
///
/// `true`: it is deferred, and the hook that flushes will run; on [`Unwalked`] nothing is to be
/// done at all. `false`: act now. Always `false` on an architecture that does not [defer by
/// bit](crate::Arch::DEFERS_BY_BIT), outside a section, in a pause, in interrupt context and on
/// [`NoLazyMmu`].
#[inline(always)]
#[must_use = "where this is `false` nothing is deferred: have the store take effect now"]
pub fn defer<M: Mode>() -> bool {
    M::defer(Key(()))
}

/// As [`defer`], for an architecture whose stores take effect by one function: where the store is
/// not deferred, that is called.
///
/// It is the shorter way for [`Global`](crate::Global), whose answer comes from another crate:
/// nobody comes back to ask for it.
#[inline(always)]
pub fn defer_or_else<M: Mode>(otherwise: fn()) {
    M::defer_or_else(Key(()), otherwise);
}
