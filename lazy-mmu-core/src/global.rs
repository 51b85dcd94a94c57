// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Global`]: the mode of a library that knows no kernel, and [`set_platform!`](crate::set_platform), where the kernel says who it is.
//!
//! The two meet at link time, by the symbols that [`symbols`] names: here they are called, and
//! [`registration`] defines them.

mod registration; // what `set_platform!` accepts, and makes of it
mod symbols; // the names that the linker sees

pub use registration::__private;

use crate::mode::Mode;
use crate::mode::sealed::{Key, Ops};
use crate::slot::Token;

/// The platform that the final kernel registered with [`set_platform!`](crate::set_platform).
/// `#[lazy_mmu]` means this one unless told otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Global;

#[allow(unsafe_code)] // Link-time registration. A declaration and its definition below are made from one row of the table.
mod linked {
    use crate::slot::Token;

    /// Declares the symbol of each operation.
    macro_rules! declare_symbols {
        ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {
            // SAFETY: only `set_platform!` defines these names, with exactly these signatures, of
            // this version of this crate.
            unsafe extern "Rust" {$(
                #[link_name = crate::__symbol!(stringify!($operation))]
                pub(super) safe fn $operation($($token: $Token)?) $(-> $Answer)?;
            )*}
        };
    }
    crate::__operations!(declare_symbols, Token);
}

impl Mode for Global {
    type Backend = Self;
}

/// Has each operation call its symbol.
macro_rules! call_symbol {
    ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {$(
        #[inline]
        fn $operation(_: Key $(, $token: $Token)?) $(-> $Answer)? {
            linked::$operation($($token)?)
        }
    )*};
}

impl Ops for Global {
    type Token = Token;

    #[inline(always)]
    fn suspended(_: Key, token: Token) -> Token {
        token.suspended()
    }

    crate::__operations!(call_symbol, Token);
}
