// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Mode`]: the parameter of guards, closures and the attribute; and its operations.

use sealed::{Key, Ops};

/// A mode: a [`Platform`](crate::Platform), [`Global`](crate::Global), [`NoLazyMmu`] or
/// [`Unwalked`]. Guards, closures and the attribute have it as their parameter.
///
/// The trait is sealed. A kernel implements `Platform`, which makes its type a mode. A mapping
/// function that is generic over its mode takes an `M: Mode`, or on arm64 an
/// `M: lazy_mmu_arm64::Arm64Mode`.
///
/// Only this crate can call the operations of a mode, so a section begins and ends with a guard:
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
    /// The backend whose hooks run: the platform's [`Arch`](crate::Arch). For a mode that knows no
    /// backend or has none, the mode itself.
    ///
    /// An architecture crate picks its rules by this type.
    type Backend;
}

/// The mode switched off: no bytes, no instructions. Every store takes effect at once.
///
/// Libraries [register](crate::set_platform#in-a-librarys-tests) it in their tests. A kernel that
/// can be built without the mode defines an alias, and names the alias everywhere. The slot, and
/// the calls that take the slot, go behind the same `cfg`:
///
/// ```
/// # struct MyKernel;
/// #[cfg(feature = "lazy-mmu")]
/// type Kernel = MyKernel;
/// #[cfg(not(feature = "lazy-mmu"))]
/// type Kernel = lazy_mmu_core::NoLazyMmu;
///
/// lazy_mmu_core::set_platform!(Kernel);
/// # fn main() { assert!(!lazy_mmu_core::is_active::<Kernel>()); }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NoLazyMmu;

/// The mode for page tables that no walker reads yet: the kernel's first tables before its MMU is
/// on, or a new address space before its root is loaded.
///
/// No walker can see the entries, so nothing is emitted for them, now or later. The mode needs no
/// slot and no platform. The code that loads the root orders all stores once before it does so, on
/// arm64 by `lazy_mmu_arm64::before_root_is_loaded`.
///
/// A mapping function that is generic over its mode fills such tables in this mode:
///
/// ```
/// use lazy_mmu_core::{Mode, Unwalked, defer, is_active};
///
/// fn store<M: Mode>() {
///     // … store an entry …
///     if !defer::<M>() {
///         // … emit the barriers …
/// #       unreachable!();
///     }
/// }
///
/// store::<Unwalked>();
/// assert!(!is_active::<Unwalked>()); // no section, and none is needed
/// ```
///
/// It cannot be registered as the kernel's platform, because tables that are walked need their
/// barriers:
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Unwalked);
/// # fn main() {}
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Unwalked;

/// The operations of a mode: the one place for their names and signatures.
///
/// A row is `name(token: Token) -> Answer;`. An operation may have another argument or none, and
/// may have no answer. `__operations!(then, Token)` hands all rows to the macro `then`, which
/// expands each:
///
/// * `declare`, `do_nothing` and `call_symbol` write the trait's function, and its bodies;
/// * `declare_symbols` and `__define_symbols` write the symbol, here and in the kernel;
/// * `define` writes the function that the symbol calls.
///
/// A guard remembers its constructor by a `Token`, and each mode has its own type of it. A
/// platform's operations are written out, in [`context`](crate::context).
#[doc(hidden)]
#[macro_export]
macro_rules! __operations {
    ($then:path, $Token:ty) => {
        $then! {
            /// Begins a section.
            enable() -> $Token;
            /// Ends the section whose beginning returned `token`.
            disable(token: $Token);
            /// Ends a section, as `disable` does, but flushes only if it is the outermost one.
            disable_deferring(token: $Token);
            /// Begins the level again that `disable(token)` ended, paused or not.
            restart(token: $Token) -> $Token;
            /// Begins a pause.
            pause() -> $Token;
            /// Ends the pause whose beginning returned `token`.
            resume(token: $Token);
            /// See [`flush`](crate::flush).
            flush();
            /// See [`is_active`](crate::is_active). `bool` is a path because kernels expand the
            /// table too.
            is_active() -> ::core::primitive::bool;
            /// See [`defer`](crate::defer).
            defer() -> ::core::primitive::bool;
            /// See [`defer_or_else`](crate::defer_or_else).
            defer_or_else(otherwise: fn());
        }
    };
}

pub(crate) mod sealed {
    /// The argument that only this crate can make. A bound on `Mode` brings the functions of its
    /// supertrait into everybody's reach. Each of them takes a key, so that nobody else can call
    /// them, and a section begins and ends with its guard.
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
        /// The token by which a guard remembers its constructor.
        type Token: Copy;

        /// Returns the token of a guard while its level is suspended.
        fn suspended(_: Key, token: Self::Token) -> Self::Token;

        crate::__operations!(declare, Self::Token);

        /// Asks to defer, as `defer_or_else` does, for a store in the section of this token.
        #[inline(always)]
        fn defer_in_section(key: Key, _: Self::Token, otherwise: fn()) {
            Self::defer_or_else(key, otherwise);
        }
    }
}

/// The token of a mode without state.
#[derive(Clone, Copy, Default)]
pub struct Nothing;

/// Writes operations that do nothing, and return nothing or `false`. If `Self::DEFERS`, the two
/// that defer return `true`, or don't call their argument.
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

/// Implements a mode without a slot.
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

/// Returns whether a store made now would be deferred: in a section, not in a pause, not in a
/// handler.
#[inline]
pub fn is_active<M: Mode>() -> bool {
    M::is_active(Key(()))
}

/// Flushes: issues the deferred barriers now, and stays in the mode.
///
/// It does nothing outside a section and in a pause, where nothing is deferred. It does nothing if
/// [`Platform::in_interrupt`](crate::Platform::in_interrupt) returns `true`. In a handler that is
/// [announced to the slot](crate::Slot::interrupt), it flushes what the interrupted task deferred.
///
/// # Ordering
///
/// If it runs the architecture's [`flush`](crate::Arch::flush), the compiler has finished every
/// earlier access when that begins, and the hook says what it orders. If it does nothing, it orders
/// nothing: in the cases above, in the modes [`NoLazyMmu`] and [`Unwalked`], and if an architecture
/// that [defers by bit](crate::Arch::DEFERS_BY_BIT), such as arm64, has deferred nothing.
#[inline]
pub fn flush<M: Mode>() {
    M::flush(Key(()));
}

/// Asks to defer the barriers of a store that was just made. For architecture crates.
///
/// Returns `true` if they are deferred, so that a hook that flushes will run. In the mode
/// [`Unwalked`] it returns `true` too, and nothing has to be done at all.
///
/// Returns `false` if the caller issues the barriers now: outside a section, in a pause, in a
/// handler, in the mode [`NoLazyMmu`], and on an architecture that doesn't [defer by
/// bit](crate::Arch::DEFERS_BY_BIT).
#[inline(always)]
#[must_use = "where this is `false` nothing is deferred: have the store take effect now"]
pub fn defer<M: Mode>() -> bool {
    M::defer(Key(()))
}

/// Asks to defer, as [`defer`] does, and calls `otherwise` if the store is not deferred. For an
/// architecture that issues its barriers by one function.
///
/// It is the cheaper form for [`Global`](crate::Global): the linked function makes the call, and
/// the caller ends in a tail call.
#[inline(always)]
pub fn defer_or_else<M: Mode>(otherwise: fn()) {
    M::defer_or_else(Key(()), otherwise);
}
