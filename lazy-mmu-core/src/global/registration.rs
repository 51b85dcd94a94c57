// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`set_platform!`](crate::set_platform): defines what the symbols of [`Global`](crate::Global)
//! call, once for all that is linked together.

use crate::mode::{Mode, NoLazyMmu, Nothing};
use crate::platform::Platform;
use crate::slot::Token;

/// What [`set_platform!`](crate::set_platform) accepts: a [`Platform`], or [`NoLazyMmu`]. Not
/// [`Global`](crate::Global), which stands for the answer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be registered as the platform",
    label = "neither a `Platform` nor `NoLazyMmu`",
    note = "write `set_platform!(MyKernel);` with the type that implements `lazy_mmu_core::Platform`; `Global` only stands for it"
)]
pub trait Registered: Mode<Token: From<Token> + Into<Token>> {}

impl<P: Platform> Registered for P {}

impl Registered for NoLazyMmu {}

// The symbols' signatures know no mode and carry a platform's token. With the mode off any will do.

impl From<Nothing> for Token {
    #[inline(always)]
    fn from(Nothing: Nothing) -> Self {
        Self::COUNTED
    }
}

impl From<Token> for Nothing {
    #[inline(always)]
    fn from(_: Token) -> Self {
        Self
    }
}

/// What the expansion of [`set_platform!`](crate::set_platform) calls.
#[doc(hidden)]
#[allow(unsafe_code)] // So that nobody else calls them: an operation without its guard is out of pair.
pub mod __private {
    pub use crate::export::Exported;
    pub use crate::slot::Token;

    use super::Registered;
    use crate::mode::sealed::{Key, Ops};

    /// What [`set_platform!`](crate::set_platform) was given. Its bound is the one place where a
    /// wrong type is refused.
    pub trait Registration {
        type Platform: Registered;
    }

    /// Defines the function that the symbol of each operation calls. `into` turns the symbols'
    /// token into the mode's own, and back.
    macro_rules! define {
        ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {$(
            /// # Safety
            ///
            /// Is called by `Global` alone, through the symbol of its name.
            #[inline(always)]
            pub unsafe fn $operation<R: Registration>($($token: $Token)?) $(-> $Answer)? {
                R::Platform::$operation(Key(()) $(, $token.into())?).into()
            }
        )*};
    }
    crate::__operations!(define, Token);
}

/// Registers the kernel's [`Platform`], or [`NoLazyMmu`], as what [`Global`](crate::Global) and a
/// plain `#[lazy_mmu]` mean.
///
/// A program has one registration in all the crates that it is linked from. A kernel registers its
/// platform; a library that uses `Global` leaves that to the kernel.
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
/// # In a crate of its own
///
/// The compiler links the crates that somebody names. If a crate does nothing but register, the
/// kernel names it: `use my_platform as _;`.
///
/// # In a library's tests
///
/// Cargo builds one program of the unit tests, and one of each file in `tests/`, each doc test,
/// each example and each benchmark. Every one of them has this line:
///
/// ```
/// lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
/// ```
///
/// In the library itself the line stands behind `#[cfg(test)]`, for the unit tests. In a doc test
/// it may be hidden by `# `. No two of these meet, as none of the programs is linked with another.
/// (The repository's `tests/host/library` has one of each kind.)
///
/// # Errors
///
/// A linker prints the name of a symbol that says what to do, and that the README's
/// "Troubleshooting" has an entry for.
///
/// | what is linked | without a registration | with two, in whichever crates |
/// | --- | --- | --- |
/// | an executable, also with LTO | a link error | a link error |
/// | a shared object of ELF (`cdylib`, `dylib`) | an error when it is loaded; a link error with `-z defs` | a link error |
/// | a `staticlib` | a link error when a program is linked with it | a link error with `--whole-archive`, and an error of the compiler with fat LTO. Otherwise the linker takes the first, and the objects of the `staticlib`'s own crate come first |
/// | a WebAssembly module | an import of that name from `env`, if the linker allows undefined symbols | an error of the compiler with fat LTO. Otherwise the linker takes the first |
///
/// With thin LTO, two are found on aarch64, riscv64 and `x86_64`. One in a `dylib` and one in the
/// program that loads it are not found: a shared object takes the program's.
///
/// Registering [`Global`](crate::Global) itself is refused:
///
/// ```compile_fail,E0277
/// lazy_mmu_core::set_platform!(lazy_mmu_core::Global);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! set_platform {
    ($platform:ty) => {
        const _: () = {
            enum __LazyMmuPlatform {}
            impl $crate::__private::Registration for __LazyMmuPlatform {
                type Platform = $platform;
            }
            $crate::__operations!($crate::__define_symbols, $crate::__private::Token);
            $crate::__have_a_second_one_found!();
        };
    };
}

/// Defines the symbol of each operation. Full paths, and a name of its own: nothing that the caller
/// has in scope is meant or hidden.
#[doc(hidden)]
#[macro_export]
macro_rules! __define_symbols {
    ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {$(
        #[unsafe(export_name = $crate::__symbol!(::core::stringify!($operation)))]
        unsafe extern "Rust" fn $operation($($token: $Token)?) $(-> $Answer)? {
            // SAFETY: this is that symbol.
            unsafe { $crate::__private::$operation::<__LazyMmuPlatform>($($token)?) }
        }
    )*};
}

/// Has a second registration in the same link be an error, whichever crate it is in.
#[doc(hidden)]
#[macro_export]
macro_rules! __have_a_second_one_found {
    () => {
        // A linker opens a library for symbols that are still undefined, so it never sees the
        // second definition of one. The compiler has it take the object of a `#[used]` static in
        // any case, and the functions of the same module are in that object.
        #[used]
        static __LAZY_MMU_PLATFORM: () = ();

        // ThinLTO silently keeps one of two definitions, but leaves assembly alone, so the linker
        // sees this label twice. It was tried on these targets; where assembly is not stable, as on
        // wasm32, it does not compile.
        #[cfg(any(target_arch = "aarch64", target_arch = "riscv64", target_arch = "x86_64"))]
        mod __lazy_mmu_platform {
            ::core::arch::global_asm!(
                ".data", // so that no debugger takes the label for the name of a function
                ::core::concat!(".globl ", $crate::__symbol!("registration")),
                ::core::concat!($crate::__symbol!("registration"), ":"),
                ".text",
            );
        }
    };
}
