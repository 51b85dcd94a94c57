// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Global`]: the mode of a library that knows no kernel. The kernel registers its platform with
//! [`set_platform!`](crate::set_platform).
//!
//! The two meet at link time: [`symbols`] names the symbols, [`registration`] defines them, and
//! this file calls them.

mod registration; // the types that `set_platform!` accepts, and its expansion
mod symbols; // the names that the linker sees

pub use registration::__private;

use crate::mode::Mode;
use crate::mode::sealed::{Key, Ops};
use crate::slot::Token;

/// The platform that the final kernel registers with [`set_platform!`](crate::set_platform).
///
/// A plain `#[lazy_mmu]` means this mode. A library that knows no kernel names it, as in
/// [`section::<Global, _>(…)`](crate::section). Each operation is a call of a linked function; with
/// the kernel's own type in place of `Global`, the operations are inlined.
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

/// Writes operations that call their symbols.
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
