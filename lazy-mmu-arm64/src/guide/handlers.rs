// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tell the mode that a handler runs, and when it ends.
//!
//! You have handlers, and a kernel that is otherwise ported. After this page their stores take
//! effect at once, and the sections of the tasks that they interrupt go on undisturbed.
//!
//! In a handler nothing is deferred. The deferred stores of the interrupted task stay deferred, or
//! are flushed. The mode learns of a handler in one of two ways:
//!
//! * **Announced**: the handler calls [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt) first of
//!   all, on the slot of the task that it interrupted, and keeps the guard until it ends.
//!   [`Platform::in_interrupt`](lazy_mmu_core::Platform::in_interrupt) answers `false`.
//! * **Counted**: `in_interrupt` answers from the kernel's own count, and no handler calls the
//!   slot. The count must be in the task; or in the CPU's variables, if `pin` keeps preemption off
//!   ([`slot`](super::slot)).
//!
//! These handlers must announce themselves or be counted: those of interrupts, FIQ, SError, NMI and
//! debug exceptions, and softirqs that are served at the end of one. System calls and page faults
//! must not: they run for the task, in its section.
//!
//! # A handler that switches tasks
//!
//! | slot | the guard of an announced handler |
//! | --- | --- |
//! | in the task | may live across the switch: it belongs to the interrupted task, and drops when that task goes on |
//! | per CPU | must drop before the switch: after it the slot is the next task's, which would run as if in the handler |
//!
//! ```
//! # use lazy_mmu_arm64::Arm64;
//! # use lazy_mmu_core::{Platform, Slot};
//! use lazy_mmu_core::InterruptGuard;
//!
//! # pub struct CpuLocal { lazy_mmu: Slot<Arm64> }
//! # static CPU: CpuLocal = CpuLocal { lazy_mmu: Slot::new(()) };
//! # fn cpu() -> &'static CpuLocal { &CPU }
//! # pub struct MyKernel;
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { false }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&cpu().lazy_mmu) }
//! #     fn report(violation: lazy_mmu_core::Violation) { panic!("{violation}") }
//! # }
//! /// An interrupt, with a slot per CPU.
//! fn irq() {
//!     let handler = cpu().lazy_mmu.interrupt::<MyKernel>();
//!     if serve() == Served::TaskIsKilled {
//!         return kill(handler);
//!     }
//!     drop(handler); // now the slot is as the task left it
//!     if time_is_over() {
//!         switch();
//!     }
//! }
//!
//! /// Ends the task that was interrupted. Nobody returns to its stack, so nothing drops by itself.
//! fn kill(handler: InterruptGuard<'_, MyKernel>) {
//!     drop(handler);
//!     switch(); // for good
//! }
//!
//! /// The context switch.
//! fn switch() {
//!     cpu().lazy_mmu.switching::<MyKernel>();
//!     // …
//! #   lazy_mmu_core::section::<MyKernel, _>(|_| assert!(lazy_mmu_core::is_active::<MyKernel>()));
//! }
//! # #[derive(Clone, Copy, PartialEq)]
//! # enum Served { Device, TaskIsKilled }
//! # fn serve() -> Served { SERVES.get() }
//! # fn time_is_over() -> bool { true }
//! # use core::cell::Cell;
//! # thread_local!(static SERVES: Cell<Served> = const { Cell::new(Served::Device) });
//! # irq();
//! # SERVES.set(Served::TaskIsKilled);
//! # irq();
//! ```
//!
//! # A task that is killed in its handler
//!
//! A kill that doesn't unwind leaks the handler's guard, and the depth that it has counted stays in
//! the slot.
//!
//! * With a slot in the task, [`retire`](lazy_mmu_core::Slot::retire) makes the slot as new, and no
//!   other task ever sees it.
//! * With a slot per CPU, the depth is the CPU's, and every task after it would be eager. So the
//!   guard must drop before the switch, as in `kill` above. If it doesn't,
//!   [`switching`](lazy_mmu_core::Slot::switching) reports
//!   [`SwitchedInHandler`](lazy_mmu_core::ViolationKind::SwitchedInHandler), and sets the depth to
//!   0, so that the next task defers again. Look for a handler that switches before its guard
//!   drops, or that kills with it alive.
//!
//! The same is true of a count of the kernel's own: the kill must take back what the handler has
//! counted.
//!
//! Next: [`switch`](super::switch).
