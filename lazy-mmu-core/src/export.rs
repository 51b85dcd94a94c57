// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`export_c!`](crate::export_c): defines the mode's functions for C, once in a kernel.

use crate::platform::Platform;

/// The argument of [`export_c!`](crate::export_c). The bound here is the one place that refuses a
/// wrong type.
#[doc(hidden)]
pub trait Exported {
    type Platform: Platform;
}

/// Defines the functions of `include/lazy_mmu.h` for a kernel's [`Platform`]: the four calls of
/// [`raw`](crate::raw), and three that ask or flush.
///
/// | C calls | which is |
/// | --- | --- |
/// | `void lazy_mmu_mode_enable(void)`, `…_disable`, `…_pause`, `…_resume` | [`raw::enable`](crate::raw::enable), [`disable`](crate::raw::disable), [`pause`](crate::raw::pause), [`resume`](crate::raw::resume) |
/// | `_Bool is_lazy_mmu_mode_active(void)` | [`is_active`](crate::is_active) |
/// | `void lazy_mmu_mode_flush(void)` | [`flush`](crate::flush) |
/// | `_Bool lazy_mmu_mode_defer(void)` | [`defer`](crate::defer) |
///
/// The names are Linux's, where Linux has such a function. On arm64, use
/// `lazy_mmu_arm64::export_c!` instead, which defines these and `queue_pte_barriers`.
///
/// C pairs its calls by itself, as [`raw`](crate::raw) requires. Rust code in the same kernel has
/// guards, and both move the same slot. The slot may be a member of a C structure: see
/// [`Slot`](crate::Slot#layout-in-c).
///
/// ```
/// # use lazy_mmu_core::{Arch, Platform, Slot};
/// # struct Queue;
/// # impl Arch for Queue {
/// #     type Local = ();
/// #     fn flush(_: &()) {}
/// #     fn is_settled(_: &()) -> bool { true }
/// # }
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
/// The names belong to the whole program. A second `export_c!`, or a C function with one of the
/// names, is an error of the linker, which prints the name.
///
/// The compiler refuses a type that isn't a platform, and so the modes without a slot. A kernel
/// without the mode gives C empty functions instead.
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
