//! Faults: on an entry that is stored and not settled, and by a handler that maps.
//!
//! A CPU may fault on an entry that is stored and not settled: its own, in a section, or another CPU's. [`settle_fault`](crate::settle_fault)
//! flushes, asks the MMU, and says whether to run the instruction again. It is given ESR and FAR, and judges by itself which faults that can cure.
//!
//! ```
//! use lazy_mmu_arm64::settle_fault;
//! # use lazy_mmu_core::{NoLazyMmu as MyKernel, flush, lazy_mmu};
//!
//! /// An exception taken from this exception level. `true`: return to the instruction, or to its fixup.
//! fn synchronous_exception(esr: u64, far: u64, elr: &mut u64) -> bool {
//!     if let Some(fixup) = fixup_of(*elr) {
//!         *elr = fixup; // an access that may fail, as a copy from user memory
//!         return true;
//!     }
//!     settle_fault::<MyKernel>(esr, far) || map_on_demand(far)
//! }
//!
//! /// Maps memory when it is touched first.
//! fn map_on_demand(far: u64) -> bool {
//!     let mapped = map(far);
//!     flush::<MyKernel>(); // the instruction runs again in the section of the task
//!     mapped
//! }
//! # fn fixup_of(_: u64) -> Option<u64> { None }
//! # fn map(_: u64) -> bool { true }
//! # assert!(synchronous_exception(0x25 << 26 | 7, 0x1000, &mut 0));
//! ```
//!
//! The order matters:
//!
//! 1. **Fixups first.** An access that may fail is the fixup's, whatever the tables hold: a retry would not end where the fault does not come from
//!    the tables.
//! 2. **Then `settle_fault`**, with ESR and FAR as the exception left them.
//! 3. **Then what the kernel makes of the fault.** A page fault runs for the task, in the task's section. So a handler that maps flushes
//!    before it returns, or the instruction faults again; that also goes for one whose mapping functions carry `#[lazy_mmu(defer)]`. A
//!    handler that announces itself by [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt) is eager and needs no flush.
//!
//! `settle_fault` settles a fault on another CPU's entry if that CPU has completed the store. It cannot flush what another CPU's task has
//! deferred: hand an address to another CPU when it is settled, or by a release store after it.
