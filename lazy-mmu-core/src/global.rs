//! [`Global`]: the mode of a library that knows no kernel, and [`set_platform!`](crate::set_platform), where the kernel says who it is.
//!
//! The two meet at link time. The symbols carry the version that must not change under them, and read as what to do when the
//! linker prints that one is undefined or a duplicate.

use crate::mode::sealed::Ops;
use crate::word::Token;
use crate::{Mode, NoLazyMmu, Platform};

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
    use crate::word::Token;

    // SAFETY: only `set_platform!` defines these names, with exactly these signatures, of this version of this crate.
    unsafe extern "Rust" {
        #[link_name = __symbol!("enable")]
        pub(super) safe fn enable() -> Token;
        #[link_name = __symbol!("disable")]
        pub(super) safe fn disable(token: Token);
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
    fn enable() -> Token {
        linked::enable()
    }
    #[inline]
    fn disable(token: Token) {
        linked::disable(token);
    }
    #[inline]
    fn restart(token: Token) -> Token {
        linked::restart(token)
    }
    #[inline]
    fn pause() -> Token {
        linked::pause()
    }
    #[inline]
    fn resume(token: Token) {
        linked::resume(token);
    }
    #[inline]
    fn flush() {
        linked::flush();
    }
    #[inline]
    fn is_active() -> bool {
        linked::is_active()
    }
    #[inline]
    fn owe() -> bool {
        linked::owe()
    }
}

/// What [`set_platform!`](crate::set_platform) accepts: a [`Platform`], or [`NoLazyMmu`]. Not [`Global`], which stands for the answer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be registered as the platform",
    label = "neither a `Platform` nor `NoLazyMmu`",
    note = "name the type that implements `lazy_mmu_core::Platform` for your kernel; `Global` only stands for it"
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
pub mod __private {
    pub use crate::word::Token;

    use super::Registered;

    #[inline(always)]
    pub fn enable<M: Registered>() -> Token {
        M::token(M::enable())
    }
    #[inline(always)]
    pub fn disable<M: Registered>(token: Token) {
        M::disable(M::own(token));
    }
    #[inline(always)]
    pub fn restart<M: Registered>(token: Token) -> Token {
        M::token(M::restart(M::own(token)))
    }
    #[inline(always)]
    pub fn pause<M: Registered>() -> Token {
        M::token(M::pause())
    }
    #[inline(always)]
    pub fn resume<M: Registered>(token: Token) {
        M::resume(M::own(token));
    }
    #[inline(always)]
    pub fn flush<M: Registered>() {
        M::flush();
    }
    #[inline(always)]
    pub fn is_active<M: Registered>() -> bool {
        M::is_active()
    }
    #[inline(always)]
    pub fn owe<M: Registered>() -> bool {
        M::owe()
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
        const _: () = {
            use $crate::__private::{self, Token};

            #[unsafe(export_name = $crate::__symbol!("enable"))]
            extern "Rust" fn enable() -> Token {
                __private::enable::<$platform>()
            }
            #[unsafe(export_name = $crate::__symbol!("disable"))]
            extern "Rust" fn disable(token: Token) {
                __private::disable::<$platform>(token);
            }
            #[unsafe(export_name = $crate::__symbol!("restart"))]
            extern "Rust" fn restart(token: Token) -> Token {
                __private::restart::<$platform>(token)
            }
            #[unsafe(export_name = $crate::__symbol!("pause"))]
            extern "Rust" fn pause() -> Token {
                __private::pause::<$platform>()
            }
            #[unsafe(export_name = $crate::__symbol!("resume"))]
            extern "Rust" fn resume(token: Token) {
                __private::resume::<$platform>(token);
            }
            #[unsafe(export_name = $crate::__symbol!("flush"))]
            extern "Rust" fn flush() {
                __private::flush::<$platform>();
            }
            #[unsafe(export_name = $crate::__symbol!("is_active"))]
            extern "Rust" fn is_active() -> bool {
                __private::is_active::<$platform>()
            }
            #[unsafe(export_name = $crate::__symbol!("owe"))]
            extern "Rust" fn owe() -> bool {
                __private::owe::<$platform>()
            }
        };
    };
}
