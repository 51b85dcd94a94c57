// SPDX-License-Identifier: MIT OR Apache-2.0
//! Handle translation faults: on entries that aren't settled yet, and by mapping on demand.
//!
//! You have a handler of the kernel's own data and instruction aborts. After this page it retries
//! the faults on entries that are stored and not settled yet, and no others.
//!
//! A CPU may fault on an entry that is stored and not settled: its own, in a section, or another
//! CPU's. [`settle_fault`](crate::settle_fault) flushes, asks the MMU, and says whether to run the
//! instruction again. It decides by ESR and FAR which faults a retry can cure.
//!
//! ```
//! use lazy_mmu_arm64::settle_fault;
//! # use lazy_mmu_core::{NoLazyMmu as MyKernel, flush, lazy_mmu};
//!
//! /// A fault taken from this exception level. `true`: return to the instruction, or to its fixup.
//! fn fault(esr: u64, far: u64, elr: &mut u64) -> bool {
//!     if is_user(far) && map_on_demand(far) {
//!         return true;
//!     }
//!     if let Some(fixup) = fixup_of(*elr) {
//!         *elr = fixup; // of an access that may fail, as a copy from user memory
//!         return true;
//!     }
//!     settle_fault::<MyKernel>(esr, far)
//! }
//!
//! /// Maps memory of a process when it is touched first. `true`: it is mapped.
//! fn map_on_demand(far: u64) -> bool {
//!     let mapped = map(far);
//!     flush::<MyKernel>(); // this runs in the section of the task, if one is open
//!     mapped
//! }
//! # fn is_user(far: u64) -> bool { far < 0x8000 }
//! # fn fixup_of(_: u64) -> Option<u64> { None }
//! # fn map(_: u64) -> bool { true }
//! # assert!(fault(0x25 << 26 | 7, 0x1000, &mut 0) && !fault(0x25 << 26 | 7, 0x9000, &mut 0));
//! ```
//!
//! The order matters:
//!
//! 1. **Memory that is mapped on demand** comes first: the kernel knows by the address that it maps
//!    it. A page fault runs for the task, in the task's section. So the handler must flush before
//!    it returns, also if it found the page mapped. Else the instruction faults again.
//! 2. **Fixups** come before `settle_fault`. The fixup decides about an access that may fail,
//!    whatever the tables hold.
//! 3. **`settle_fault`** gets ESR and FAR as the exception left them, before another exception may
//!    change ELR. It answers `false` at once, with no barrier, for a fault that a retry can't cure:
//!    a permission fault, a fault from EL0.
//!
//! A page-fault handler runs for the task, so it doesn't announce itself. The handler of an
//! interrupt does, by [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt): its stores take effect
//! at once, and need no flush.
//!
//! `settle_fault` cures a fault on another CPU's entry if that CPU has completed the store. It
//! can't flush what another CPU's task has deferred: hand an address to another CPU when it is
//! settled.
//!
//! Next: [`c_callers`](super::c_callers) if C maps too, else [`calls`](super::calls).
