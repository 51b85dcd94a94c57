// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put the slot into the task: the usual way, in which a section may sleep and migrate.
//!
//! You have tasks with stacks of their own ([`slot`](super::slot)). After this page the kernel has
//! its `impl Platform`, and its switch and its handlers know the slot.
//!
//! The slot goes into the task structure. Here SP_EL0 holds the pointer to the current task, as in
//! Linux; [`slot`](super::slot) says when it can't.
//!
//! ```
//! use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, switch_out};
//! use lazy_mmu_core::{Platform, Reports, Slot, Violation};
//!
//! pub struct Task {
//!     lazy_mmu: Slot<Arm64>,
//!     // …
//! }
//!
//! impl Task {
//!     pub const fn new() -> Self {
//!         // A new task starts outside any section, whatever its parent is in.
//!         Self { lazy_mmu: Slot::new(()) }
//!     }
//! }
//!
//! /// The slot before there are tasks. The first task may go on with it.
//! static BOOT: Task = Task::new();
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     #[inline]
//!     fn in_interrupt() -> bool {
//!         false // handlers announce themselves, below
//!     }
//!
//!     #[inline]
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         // SAFETY: SP_EL0 points to the running task before anything maps, and each task has a
//!         // stack of its own.
//!         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
//!     }
//!
//!     fn report(violation: Violation) {
//!         REPORTS.remember(violation); // the idle loop prints what `REPORTS.take()` hands out
//!     }
//! }
//!
//! /// `report` may run under a lock, or in an NMI, where a log must not.
//! static REPORTS: Reports = Reports::new();
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// The first lines of the kernel, on its first CPU. Not in a function that maps: the compiler
//! /// reads `current` once for a function and all that is inlined into it.
//! fn boot() {
//!     // SAFETY: SP_EL0 is this kernel's for this use, and the task lives for ever.
//!     unsafe { SpEl0::set_current(&BOOT) }
//! }
//!
//! /// The context switch, with interrupts masked.
//! fn switch_to(next: &'static Task) {
//!     switch_out(); // not where tasks never change their CPU
//!     // SAFETY: as in `boot`, and tasks live until nobody runs on them.
//!     unsafe { SpEl0::set_current(next) }
//!     // … stacks and registers; the exception return synchronises the next task's CPU …
//! }
//!
//! /// An interrupt handler.
//! fn irq() {
//!     // SAFETY: as in `with_slot`; a handler runs on the stack of the task that it interrupted.
//!     let task = unsafe { SpEl0::current_now::<Task>() };
//!     let _handler = task.lazy_mmu.interrupt::<MyKernel>();
//!     // … here nothing is deferred, and what the task has deferred stays so …
//! }
//!
//! /// The end of a task, run by itself.
//! fn exit(task: &Task) {
//!     task.lazy_mmu.retire::<MyKernel>();
//! }
//! # static INIT: Task = Task::new();
//! # #[inline(never)]
//! # fn run() { irq(); lazy_mmu_core::section::<MyKernel, _>(|_| ()); }
//! # boot();
//! # run();
//! # switch_to(&INIT);
//! # run();
//! # exit(&INIT);
//! ```
//!
//! Each CPU that comes up needs a task of its own before its first store, as the first CPU has
//! `BOOT`.
//!
//! If a CPU maps before it has called `set_current`, a build with debug assertions panics:
//! ``SpEl0 holds 0x0, which points to no `Task` ``.
//!
//! Next: [`own_tables`](super::own_tables), or [`other_crates`](super::other_crates).
//! [`switch`](super::switch) explains the lines of `switch_to` and `exit`,
//! [`handlers`](super::handlers) those of `irq`.
