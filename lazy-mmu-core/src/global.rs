//! [`Global`]: the mode of a library that knows no kernel, and [`set_platform!`](crate::set_platform), where the kernel says who it is.
//!
//! The two meet at link time. The symbols carry the version that must not change under them, and read as what to do when the
//! linker prints that one is undefined or a duplicate.

use crate::mode::sealed::{Key, Ops};
use crate::mode::{Mode, NoLazyMmu};
use crate::platform::Platform;
use crate::slot::Token;

/// The platform that the final kernel registered with [`set_platform!`](crate::set_platform). `#[lazy_mmu]` means this one unless told
/// otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Global;

/// The name of one operation's symbol.
#[doc(hidden)]
#[macro_export]
macro_rules! __symbol {
    ($operation:literal) => {
        concat!("lazy-mmu 0.1: write `lazy_mmu_core::set_platform!(MyKernel);` exactly once, in the kernel's binary (", $operation, ")")
    };
}

#[allow(unsafe_code)] // Link-time registration. A declaration and its definition below have one name and one type.
mod linked {
    use crate::slot::Token;

    // SAFETY: only `set_platform!` defines these names, with exactly these signatures, of this version of this crate.
    unsafe extern "Rust" {
        #[link_name = __symbol!("enable")]
        pub(super) safe fn enable() -> Token;
        #[link_name = __symbol!("disable")]
        pub(super) safe fn disable(token: Token);
        #[link_name = __symbol!("disable_owing")]
        pub(super) safe fn disable_owing(token: Token);
        #[link_name = __symbol!("restart")]
        pub(super) safe fn restart(token: Token) -> Token;
        #[link_name = __symbol!("pause")]
        pub(super) safe fn pause() -> Token;
        #[link_name = __symbol!("resume")]
        pub(super) safe fn resume(token: Token);
        #[link_name = __symbol!("flush")]
        pub(super) safe fn flush();
        #[link_name = __symbol!("is_active")]
        pub(super) safe fn is_active() -> bool;
        #[link_name = __symbol!("owe")]
        pub(super) safe fn owe() -> bool;
    }
}

impl Mode for Global {
    type Backend = Self;
}

impl Ops for Global {
    type Token = Token;
    const SUSPENDED: Token = Token::SUSPENDED;

    #[inline]
    fn enable(_: Key) -> Token {
        linked::enable()
    }
    #[inline]
    fn disable(_: Key, token: Token) {
        linked::disable(token);
    }
    #[inline]
    fn disable_owing(_: Key, token: Token) {
        linked::disable_owing(token);
    }
    #[inline]
    fn restart(_: Key, token: Token) -> Token {
        linked::restart(token)
    }
    #[inline]
    fn pause(_: Key) -> Token {
        linked::pause()
    }
    #[inline]
    fn resume(_: Key, token: Token) {
        linked::resume(token);
    }
    #[inline]
    fn flush(_: Key) {
        linked::flush();
    }
    #[inline]
    fn is_active(_: Key) -> bool {
        linked::is_active()
    }
    #[inline]
    fn owe(_: Key) -> bool {
        linked::owe()
    }
}

/// What [`set_platform!`](crate::set_platform) accepts: a [`Platform`], or [`NoLazyMmu`]. Not [`Global`], which stands for the answer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be registered as the platform",
    label = "neither a `Platform` nor `NoLazyMmu`",
    note = "write `set_platform!(MyKernel);` with the type that implements `lazy_mmu_core::Platform`; `Global` only stands for it"
)]
pub trait Registered: Mode {
    #[doc(hidden)]
    fn token(token: <Self as Ops>::Token) -> Token;
    #[doc(hidden)]
    fn own(token: Token) -> <Self as Ops>::Token;
}

impl<P: Platform> Registered for P {
    #[inline(always)]
    fn token(token: Token) -> Token {
        token
    }
    #[inline(always)]
    fn own(token: Token) -> Token {
        token
    }
}

impl Registered for NoLazyMmu {
    #[inline(always)]
    fn token((): ()) -> Token {
        Token::COUNTED
    }
    #[inline(always)]
    fn own(_: Token) {}
}

/// What the expansion of [`set_platform!`](crate::set_platform) calls.
#[doc(hidden)]
#[allow(unsafe_code)] // So that nobody else calls them: an operation without its guard is out of pair.
pub mod __private {
    pub use crate::slot::Token;

    use super::Registered;
    use crate::mode::sealed::{Key, Ops};

    /// What [`set_platform!`](crate::set_platform) was given. Its bound is the one place where a wrong type is refused.
    pub trait Registration {
        type Platform: Registered;
    }

    /// The function of each operation.
    macro_rules! operations {
        ($($operation:ident($($token:ident)?) $(-> $answer:ident)?;)*) => {$(
            /// # Safety
            ///
            /// Is called by `Global` alone, through the symbol of its name.
            #[inline(always)]
            pub unsafe fn $operation<R: Registration>($($token: Token)?) $(-> $answer)? {
                operations!(@answer $($answer)?, R::Platform::$operation(Key(()) $(, R::Platform::own($token))?))
            }
        )*};
        (@answer Token, $call:expr) => { R::Platform::token($call) };
        (@answer $($other:ident)?, $call:expr) => { $call };
    }
    operations! {
        enable() -> Token;
        disable(token);
        disable_owing(token);
        restart(token) -> Token;
        pause() -> Token;
        resume(token);
        flush();
        is_active() -> bool;
        owe() -> bool;
    }
}

/// Registers the kernel's [`Platform`], or [`NoLazyMmu`], as what [`Global`] and a plain `#[lazy_mmu]` mean. Once among the crates that are
/// linked together. A second one is a link error; so is using `Global` without one.
///
/// ```
/// # use lazy_mmu_core::{Global, NoLazyMmu, is_active};
/// lazy_mmu_core::set_platform!(NoLazyMmu); // or the type that implements `Platform`
///
/// # fn main() {
/// assert!(!is_active::<Global>());
/// # }
/// ```
///
/// Registering [`Global`] itself is refused:
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Global);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! set_platform {
    ($platform:ty) => {
        $crate::__symbols! { $platform;
            "enable" enable() -> Token;
            "disable" disable(token);
            "disable_owing" disable_owing(token);
            "restart" restart(token) -> Token;
            "pause" pause() -> Token;
            "resume" resume(token);
            "flush" flush();
            "is_active" is_active() -> bool;
            "owe" owe() -> bool;
        }
    };
}

/// Defines the symbol of each operation. Full paths, and a name of its own: nothing that the caller has in scope is meant or hidden.
#[doc(hidden)]
#[macro_export]
macro_rules! __symbols {
    ($platform:ty; $($symbol:literal $operation:ident($($token:ident)?) $(-> $answer:ident)?;)*) => {
        const _: () = {
            enum __LazyMmuPlatform {}
            impl $crate::__private::Registration for __LazyMmuPlatform {
                type Platform = $platform;
            }
            $(#[unsafe(export_name = $crate::__symbol!($symbol))]
            unsafe extern "Rust" fn $operation($($token: $crate::__private::Token)?) $(-> $crate::__answer!($answer))? {
                // SAFETY: this is that symbol.
                unsafe { $crate::__private::$operation::<__LazyMmuPlatform>($($token)?) }
            })*
        };
    };
}

/// The type that an operation answers with.
#[doc(hidden)]
#[macro_export]
macro_rules! __answer {
    (Token) => {
        $crate::__private::Token
    };
    (bool) => {
        ::core::primitive::bool
    };
}
