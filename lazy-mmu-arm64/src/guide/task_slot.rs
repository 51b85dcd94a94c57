//! A slot in the task: the usual way, and the one in which a section may sleep and migrate.
//!
//! The slot goes into the task structure. Here SP_EL0 holds the pointer to the current task, as in Linux; [`TpidrEl1`](crate::TpidrEl1)
//! and [`TpidrEl2`](crate::TpidrEl2) will do as well, and so will any function of the kernel's that answers with the current task.
//!
//! ```
//! use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, settle_fault, switch_out};
//! use lazy_mmu_core::{Platform, Slot, Violation};
//!
//! pub struct Task {
//!     lazy_mmu: Slot<Arm64>,
//!     // …
//! }
//!
//! impl Task {
//!     pub const fn new() -> Self {
//!         Self { lazy_mmu: Slot::new(()) } // a new task starts outside any section, whatever its parent is in
//!     }
//! }
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     fn in_interrupt() -> bool {
//!         false // handlers announce themselves, below
//!     }
//!
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         // SAFETY: SP_EL0 points to the running task before anything maps, and each task has a stack of its own.
//!         f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
//!     }
//!
//!     fn report(violation: Violation) {
//!         log(format_args!("{violation}"));
//!     }
//! }
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// The context switch, with interrupts masked.
//! fn switch_to(next: &'static Task) {
//!     switch_out();
//!     // SAFETY: SP_EL0 is this kernel's for this use, and tasks live until nobody runs on them.
//!     unsafe { SpEl0::set_current(next) }
//!     // … stacks and registers; the exception return synchronises the next task's CPU …
//! }
//!
//! /// An interrupt handler.
//! fn irq() {
//!     // SAFETY: as in `with_slot`; a handler runs on the stack of the task that it interrupted.
//!     let task = unsafe { SpEl0::current_now::<Task>() };
//!     let _handler = task.lazy_mmu.interrupt::<MyKernel>();
//!     // … here nothing is deferred, and the task's debt stays its own …
//! }
//!
//! /// An abort of the kernel's own, behind its exception fixups. `true`: return to the instruction, which runs again.
//! fn abort(esr: u64, far: u64) -> bool {
//!     settle_fault::<MyKernel>(esr, far)
//! }
//!
//! /// The end of a task, run by itself.
//! fn exit(task: &Task) {
//!     task.lazy_mmu.retire::<MyKernel>();
//! }
//! # fn log(_: core::fmt::Arguments<'_>) {}
//! # static INIT: Task = Task::new();
//! # #[inline(never)]
//! # fn run() { irq(); lazy_mmu_core::section::<MyKernel, _>(|_| ()); }
//! # switch_to(&INIT);
//! # run();
//! # exit(&INIT);
//! ```
//!
//! Tasks that share a stack, as those of an executor, use [`current_now`](crate::TaskRegister::current_now) in `with_slot`.
