// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`export_c!`](crate::export_c): defines the calls that C makes on arm64.

/// Defines the functions that `include/lazy_mmu_arm64.h` declares, for a kernel's
/// [`Platform`](lazy_mmu_core::Platform).
///
/// They are all of [`lazy_mmu_core::export_c!`], and `void queue_pte_barriers(void)`, which is
/// [`queue_pte_barriers`](crate::queue_pte_barriers). The guide's
/// [`c_callers`](crate::guide::c_callers) has the C side.
///
/// The platform's `Arch` is [`Arm64`](crate::Arm64). Use the macro once in a kernel. Its errors are
/// those of the macro of core.
///
/// The slot may be a member of the task structure of C, which `SP_EL0` points to, as Linux has it:
///
/// ```
/// use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
/// use lazy_mmu_core::{Platform, Slot};
///
/// /// The beginning of the task structure, as C has it: `struct lazy_mmu_slot lazy_mmu;` and a
/// /// count of handlers.
/// #[repr(C)]
/// struct Task {
///     lazy_mmu: Slot<Arm64>,
///     handlers: u32,
/// }
///
/// struct MyKernel;
///
/// impl Platform for MyKernel {
///     type Arch = Arm64;
///
///     fn in_interrupt() -> bool {
///         // SAFETY: SP_EL0 points to the running task before anything maps.
///         unsafe { SpEl0::current::<Task>() }.handlers != 0
///     }
///
///     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
///         // SAFETY: as above.
///         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
///     }
/// }
///
/// lazy_mmu_arm64::export_c!(MyKernel);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export_c {
    ($platform:ty) => {
        $crate::__private::export_c!($platform);

        const _: () = {
            #[unsafe(no_mangle)]
            extern "C" fn queue_pte_barriers() {
                $crate::queue_pte_barriers::<$platform>();
            }
        };
    };
}

/// Names that the expansion of [`export_c!`](crate::export_c) uses.
#[doc(hidden)]
pub mod __private {
    pub use lazy_mmu_core::export_c;
}
