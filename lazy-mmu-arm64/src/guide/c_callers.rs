// SPDX-License-Identifier: MIT OR Apache-2.0
//! Let C code map memory in the same mode.
//!
//! You have a kernel with an `impl Platform`, and C code that stores page-table entries. After this
//! page C begins and ends sections on the same slots as Rust, and its stores are deferred in them.
//!
//! # Define the calls
//!
//! ```
//! use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister};
//! use lazy_mmu_core::{Platform, Slot};
//!
//! /// The beginning of the task structure, as C has it: `struct lazy_mmu_slot lazy_mmu;` and a
//! /// count of handlers.
//! #[repr(C)]
//! struct Task {
//!     lazy_mmu: Slot<Arm64>,
//!     handlers: u32,
//! }
//!
//! struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     #[inline]
//!     fn in_interrupt() -> bool {
//!         // SAFETY: SP_EL0 points to the running task before anything maps.
//!         unsafe { SpEl0::current::<Task>() }.handlers != 0
//!     }
//!
//!     #[inline]
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         // SAFETY: as above.
//!         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
//!     }
//! }
//!
//! lazy_mmu_arm64::export_c!(MyKernel); // once in a kernel
//! # fn main() {}
//! ```
//!
//! [`export_c!`](crate::export_c) defines the functions, with Linux's names where Linux has them.
//! Two headers declare them: `include/lazy_mmu_arm64.h` of this package, which includes
//! `include/lazy_mmu.h` of `lazy-mmu-core`. Copy both to where the C compiler looks for the
//! kernel's headers.
//!
//! # Call them from C
//!
//! ```c
//! #include "lazy_mmu_arm64.h"
//!
//! void map_pages(uint64_t *entries, uint64_t first, size_t count)
//! {
//!         lazy_mmu_mode_enable();
//!         for (size_t i = 0; i < count; i++) {
//!                 *(volatile uint64_t *)&entries[i] = first + i * 4096;
//!                 queue_pte_barriers();      /* behind each store, or once behind all */
//!         }
//!         lazy_mmu_mode_disable();           /* one `dsb ishst; isb`, here */
//! }
//! ```
//!
//! * **The slot**: `struct lazy_mmu_slot` is the type for C. A slot of zeros is a new one. Give a
//!   child of `fork` a new slot, never a copy of its parent's.
//! * **Pairing**: nothing checks it in C. After each `lazy_mmu_mode_enable` there must be one
//!   `lazy_mmu_mode_disable` in the same context, on every path. The mode reports a call that is
//!   unpaired, where it can see that.
//! * **Inline**: `lazy_mmu_queue_pte_barriers(slot, in_handler)` is `queue_pte_barriers` without a
//!   call, if the pair is deferred.
//! * **Invalidations** are C's own, or functions of the kernel around [`tlb`](crate::tlb).
//! * **Rust without guards**: [`lazy_mmu_core::raw`] has the four calls, as `unsafe` functions.
//!
//! Next: [`calls`](super::calls).
