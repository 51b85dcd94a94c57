// SPDX-License-Identifier: MIT OR Apache-2.0
//! Boot: say what the CPUs have, build tables before a walker is on them, and have a slot early.
//!
//! You have boot code that builds page tables, loads a root, and starts more CPUs. After this page
//! the tables cost one barrier, invalidations use what the CPUs have, and sections work from the
//! first instruction on.
//!
//! # Say what the CPUs have
//!
//! ```
//! use lazy_mmu_arm64::tlb::{self, Features};
//!
//! /// On the first CPU, before the others run.
//! fn first_cpu() {
//!     tlb::set_features(Features::of_this_cpu());
//! }
//!
//! /// For each further CPU, before its MMU is on.
//! fn before_another_cpu_starts() {
//!     tlb::add_cpu(Features::of_this_cpu()); // if it is of the same design
//! }
//! # first_cpu();
//! # before_another_cpu_starts();
//! ```
//!
//! Until then an invalidation takes one operation for each page, and one more TLBI and DSB for
//! errata. That is right on every CPU, and slow. With FEAT_TLBIRANGE a run of pages takes one
//! operation or a few. A guest that may run on other hosts must keep the TLBI and DSB for errata:
//! `Features::of_this_cpu().with_repeat(true)`.
//!
//! # Build tables before they are loaded
//!
//! Boot code that builds page tables with the MMU off, and code that makes a new address space,
//! stores where no walker can see it. Such stores need no barrier of their own. Map in the mode
//! [`Unwalked`](lazy_mmu_core::Unwalked): it emits nothing, defers nothing, and needs no slot and
//! no platform. The code that loads the root orders everything once:
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
//! * [`before_root_is_loaded`](crate::before_root_is_loaded) has the other steps of loading a root:
//!   a new or invalidated ASID, and cache maintenance where the MMU was off.
//! * `Unwalked` ends when any CPU loads the root. From then on these tables take the kernel's own
//!   mode.
//! * If tables are reached through a window of the loaded root, walkers are on them from the start,
//!   so `Unwalked` isn't for them ([`recursive_tables`](super::recursive_tables)).
//! * Don't use `NoLazyMmu` for tables that no walker is on: it is eager, a pair for each store.
//! * A further CPU that loads the root of the running kernel needs none of this. The stores to that
//!   root's tables are deferred or settled as those of any live table.
//!
//! # Flush before a root is loaded
//!
//! Where a section may be open, [`flush`](lazy_mmu_core::flush) it before the `msr`. It may have
//! deferred an entry of the new root, or one that the code behind the `msr` runs on; and the
//! section may end long after.
//!
//! # Have a slot before there are tasks
//!
//! Boot code that maps into loaded tables needs sections as much as any code. So have a slot from
//! the first instruction on: the slot of a static task, at which the pointer to the current task
//! starts.
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
//! static CURRENT: AtomicPtr<Task> = AtomicPtr::new((&raw const BOOT).cast_mut()); // starts here
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
//! Where a register holds the pointer, the boot code calls `SpEl0::set_current(&BOOT)` instead
//! ([`task_slot`](super::task_slot)). A slot per CPU is there from the start.
//!
//! Don't answer `true` in `in_interrupt` until there is a task: then every store of the boot
//! mapping is eager.
//!
//! Pages that the loader has mapped before are live leaves, and a section saves nothing for them.
//! Map such a range by one call, with one invalidation
//! ([`break_before_make`](super::break_before_make)).
//!
//! Next: [`handlers`](super::handlers).
