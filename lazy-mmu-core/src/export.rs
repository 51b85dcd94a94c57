// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`export_c!`](crate::export_c): defines the calls of the mode that C makes, once in a kernel.

use crate::platform::Platform;

/// What [`export_c!`](crate::export_c) was given. Its bound is the one place where a wrong type is
/// refused.
#[doc(hidden)]
pub trait Exported {
    type Platform: Platform;
}

/// Defines what `include/lazy_mmu.h` declares, for a kernel's [`Platform`]: the four calls of
/// [`raw`](crate::raw), and three that ask or flush.
///
/// | C | is |
/// | --- | --- |
/// | `void lazy_mmu_mode_enable(void)`, `…_disable`, `…_pause`, `…_resume` | [`raw::enable`](crate::raw::enable), [`disable`](crate::raw::disable), [`pause`](crate::raw::pause), [`resume`](crate::raw::resume) |
/// | `_Bool is_lazy_mmu_mode_active(void)` | [`is_active`](crate::is_active) |
/// | `void lazy_mmu_mode_flush(void)` | [`flush`](crate::flush) |
/// | `_Bool lazy_mmu_mode_defer(void)` | [`defer`](crate::defer) |
///
/// The names are Linux's, where Linux has them. On arm64, `lazy_mmu_arm64::export_c!` defines these
/// and `queue_pte_barriers`; use that one.
///
/// C pairs its calls by itself, as [`raw`](crate::raw) asks for; Rust in the same kernel has
/// guards, and both move the same slot. The slot may be a member of a structure of C: see
/// [`Slot`](crate::Slot#layout).
///
/// ```
/// # use lazy_mmu_core::{Arch, Platform, Slot};
/// # struct Queue;
/// # impl Arch for Queue { type Local = (); fn flush(_: &()) {} fn is_settled(_: &()) -> bool { true } }
/// # static SLOT: Slot<Queue> = Slot::new(());
/// # struct MyKernel;
/// # impl Platform for MyKernel {
/// #     type Arch = Queue;
/// #     fn in_interrupt() -> bool { false }
/// #     fn with_slot<R>(f: impl FnOnce(&Slot<Queue>) -> R) -> R { f(&SLOT) }
/// # }
/// lazy_mmu_core::export_c!(MyKernel); // the type that implements `Platform`
/// # fn main() {}
/// ```
///
/// # Errors
///
/// The names belong to the whole program. A second `export_c!` in it, or a C function of one of the
/// names, is an error of the linker that prints the name. A type that is no platform is refused,
/// and so are the modes that keep no slot; a kernel without the mode gives C empty functions
/// instead.
///
/// ```compile_fail,E0277
/// lazy_mmu_core::export_c!(lazy_mmu_core::NoLazyMmu);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export_c {
    ($platform:ty) => {
        const _: () = {
            enum __LazyMmuExported {}
            impl $crate::__private::Exported for __LazyMmuExported {
                type Platform = $platform;
            }
            type __LazyMmuPlatform = <__LazyMmuExported as $crate::__private::Exported>::Platform;

            #[unsafe(no_mangle)]
            unsafe extern "C" fn lazy_mmu_mode_enable() {
                // SAFETY: C promises what the header asks for, which is the same.
                unsafe { $crate::raw::enable::<__LazyMmuPlatform>() }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn lazy_mmu_mode_disable() {
                // SAFETY: as above.
                unsafe { $crate::raw::disable::<__LazyMmuPlatform>() }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn lazy_mmu_mode_pause() {
                // SAFETY: as above.
                unsafe { $crate::raw::pause::<__LazyMmuPlatform>() }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn lazy_mmu_mode_resume() {
                // SAFETY: as above.
                unsafe { $crate::raw::resume::<__LazyMmuPlatform>() }
            }

            #[unsafe(no_mangle)]
            extern "C" fn is_lazy_mmu_mode_active() -> ::core::primitive::bool {
                $crate::is_active::<__LazyMmuPlatform>()
            }

            #[unsafe(no_mangle)]
            extern "C" fn lazy_mmu_mode_flush() {
                $crate::flush::<__LazyMmuPlatform>();
            }

            #[unsafe(no_mangle)]
            extern "C" fn lazy_mmu_mode_defer() -> ::core::primitive::bool {
                $crate::defer::<__LazyMmuPlatform>()
            }
        };
    };
}
