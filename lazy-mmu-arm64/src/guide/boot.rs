// SPDX-License-Identifier: MIT OR Apache-2.0
//! Boot: tables that no walker is on yet, the root that is loaded, and a slot before there are
//! tasks.
//!
//! # Tables that are built before they are loaded
//!
//! Boot code that builds page tables with the MMU off, and code that makes a new address space,
//! stores where no walker can see it. Such stores need no barrier of their own. Map in the mode
//! [`Unwalked`](lazy_mmu_core::Unwalked): it emits nothing, defers nothing, and needs no slot and
//! no platform. Whoever loads the root orders everything once:
//!
//! ```
//! use core::sync::atomic::AtomicU64;
//! use lazy_mmu_arm64::{Arm64Mode, before_root_is_loaded, set_pte};
//! use lazy_mmu_core::Unwalked;
//!
//! /// The kernel's mapping function, generic over the mode.
//! fn map<M: Arm64Mode>(entry: &AtomicU64, descriptor: u64) {
//!     set_pte::<M>(entry, descriptor);
//! }
//!
//! fn first_tables(table: &[AtomicU64; 512]) {
//!     for (entry, page) in table.iter().zip(0_u64..) {
//!         map::<Unwalked>(entry, page * 4096 | 0b11);
//!     }
//!     before_root_is_loaded();
//!     // … msr ttbr0_el1, …; isb …
//! }
//! # let table = [const { AtomicU64::new(0) }; 512];
//! # first_tables(&table);
//! ```
//!
//! [`before_root_is_loaded`](crate::before_root_is_loaded) has the rest of what loading a root
//! takes: a new or invalidated ASID, and cache maintenance where the MMU was off. `Unwalked` ends
//! when the root is loaded, on any CPU; from then on the kernel's own mode is for these tables.
//! Tables that are reached through the window of a loaded root are walked from the start, so
//! `Unwalked` is not for them.
//!
//! Do not use `NoLazyMmu` for such tables: it is eager, a pair for each store.
//!
//! # Before a root is loaded
//!
//! Where a section may be open, [`flush`](lazy_mmu_core::flush) it before the `msr`. What it has
//! deferred may be an entry of the new root's, or one that the code behind the switch runs on; and
//! the section may end long after.
//!
//! # A slot before there are tasks
//!
//! Boot code that maps into tables which are loaded needs sections as much as any. Pages that the
//! loader has mapped before are live leaves: a section saves nothing for them, so map such a range
//! by one call, with one invalidation ([`own_tables`](super::own_tables)). So the slot is there
//! from the first instruction on: it is the slot of a static task, and the pointer to the current
//! task starts there.
//!
//! ```
//! use core::sync::atomic::{AtomicPtr, Ordering::Relaxed};
//! use lazy_mmu_arm64::Arm64;
//! use lazy_mmu_core::{Platform, Slot};
//!
//! pub struct Task {
//!     lazy_mmu: Slot<Arm64>,
//!     // …
//! }
//!
//! static BOOT: Task = Task { lazy_mmu: Slot::new(()) };
//! static CURRENT: AtomicPtr<Task> = AtomicPtr::new((&raw const BOOT).cast_mut()); // here
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     #[inline]
//!     fn in_interrupt() -> bool {
//!         false // not `true` in early boot
//!     }
//!
//!     #[inline]
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         // SAFETY: it points to a task, and tasks live for ever.
//!         f(&unsafe { &*CURRENT.load(Relaxed) }.lazy_mmu)
//!     }
//! }
//! # lazy_mmu_core::section::<MyKernel, _>(|_| assert!(lazy_mmu_core::is_active::<MyKernel>()));
//! ```
//!
//! Where a register holds the pointer, that line is `SpEl0::set_current(&BOOT)` in the boot code
//! ([`task_slot`](super::task_slot)). A slot per CPU is there already.
//!
//! Answering `true` in `in_interrupt` until there is a task is the worst choice: every store of the
//! boot mapping is eager then.
