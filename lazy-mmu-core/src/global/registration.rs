// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`set_platform!`](crate::set_platform): defines the symbols of [`Global`](crate::Global), once
//! among all crates that are linked together.

use crate::mode::{Mode, NoLazyMmu, Nothing};
use crate::platform::Platform;
use crate::slot::Token;

/// A type that [`set_platform!`](crate::set_platform) accepts: a [`Platform`], or [`NoLazyMmu`].
/// [`Global`](crate::Global) is none, as it stands for the registered one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be registered as the platform",
    label = "neither a `Platform` nor `NoLazyMmu`",
    note = "write `set_platform!(MyKernel);` with the type that implements `lazy_mmu_core::Platform`; `Global` only stands for it"
)]
pub trait Registered: Mode<Token: From<Token> + Into<Token>> {}

impl<P: Platform> Registered for P {}

impl Registered for NoLazyMmu {}

// The symbols' signatures know no mode, and carry a platform's token. `NoLazyMmu` ignores it.

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

/// The functions that the expansion of [`set_platform!`](crate::set_platform) calls.
#[doc(hidden)]
#[allow(unsafe_code)] // So that nobody else calls them: an operation without its guard is out of pair.
pub mod __private {
    pub use crate::export::Exported;
    pub use crate::slot::Token;

    use super::Registered;
    use crate::mode::sealed::{Key, Ops};

    /// The argument of [`set_platform!`](crate::set_platform). The bound here is the one place that
    /// refuses a wrong type.
    pub trait Registration {
        type Platform: Registered;
    }

    /// Defines the function that the symbol of each operation calls. `into` turns the symbols'
    /// token into the mode's own, and back.
    macro_rules! define {
        ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {$(
            /// # Safety
            ///
            /// `Global` alone calls it, through the symbol of its name.
            #[inline(always)]
            pub unsafe fn $operation<R: Registration>($($token: $Token)?) $(-> $Answer)? {
                R::Platform::$operation(Key(()) $(, $token.into())?).into()
            }
        )*};
    }
    crate::__operations!(define, Token);
}

/// Registers the kernel's [`Platform`], or [`NoLazyMmu`], for [`Global`](crate::Global) and a plain
/// `#[lazy_mmu]`.
///
/// A program has one registration in all the crates that it is linked from. The kernel registers
/// its platform, and a library that uses `Global` leaves this to the kernel.
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
/// The compiler leaves out crates that nobody names. If a crate only registers, the kernel names
/// it: `use my_platform as _;`.
///
/// # In a library's tests
///
/// Cargo builds one program of the unit tests, and one of each file in `tests/`, each doc test,
/// each example and each benchmark. Each of them is linked by itself, so each has this line:
///
/// ```
/// lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
/// ```
///
/// In the library itself, put the line behind `#[cfg(test)]`, for the unit tests. In a doc test,
/// `# ` hides it from the page. The registrations don't collide, because none of these programs is
/// linked with another.
///
/// # Errors
///
/// A missing registration and a second one are errors of the linker, and in some builds of the
/// compiler. The symbol in the message says what to do:
/// ``undefined symbol: lazy_mmu_0_1__write_set_platform_MyKernel_once_…``. The page
/// [`troubleshooting`](crate::troubleshooting) lists the causes and the remedies.
///
/// | linked as | without a registration | with two, in any crates |
/// | --- | --- | --- |
/// | an executable, also with LTO | a link error | a link error |
/// | a shared object of ELF (`cdylib`, `dylib`) | an error when it is loaded; a link error with `-z defs` | a link error |
/// | a `staticlib` | a link error when a program is linked with it | a link error with `--whole-archive`, and an error of the compiler with fat LTO. Otherwise the linker takes the first, and the objects of the `staticlib`'s own crate come first |
/// | a WebAssembly module | an import of that name from `env`, if the linker allows undefined symbols | an error of the compiler with fat LTO. Otherwise the linker takes the first |
///
/// With thin LTO, a second registration is found on aarch64, riscv64 and `x86_64`. One in a `dylib`
/// and one in the program that loads it are not found: a shared object takes the program's.
///
/// If a registration is there and the symbol is still undefined, two versions of this crate meet:
/// the symbol's `0_1` is the version that lacks a registration.
///
/// The compiler refuses to register [`Global`](crate::Global) itself:
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

/// Defines the symbol of each operation. All paths are full, so nothing in the caller's scope is
/// meant or hidden.
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

/// Makes a second registration in the same link an error, whichever crate it is in.
#[doc(hidden)]
#[macro_export]
macro_rules! __have_a_second_one_found {
    () => {
        // A linker opens a library only for symbols that are still undefined, so it never sees a
        // second definition. But it always takes the object of a `#[used]` static, and the
        // functions of the same module are in that object.
        #[used]
        static __LAZY_MMU_PLATFORM: () = ();

        // ThinLTO silently keeps one of two definitions, but leaves assembly alone, so the linker
        // sees this label twice. These targets were tried. On a target without stable assembly,
        // such as wasm32, it doesn't compile.
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
