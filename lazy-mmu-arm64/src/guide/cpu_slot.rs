// SPDX-License-Identifier: MIT OR Apache-2.0
//! A slot in a per-CPU variable, for a kernel that switches preemption off while it maps.
//!
//! `pin` switches preemption off before the slot is looked for, and `unpin` on again: at once where
//! nothing was counted, else when what was counted ends. So a section neither sleeps nor migrates,
//! pauses included. `is_pinned` answers from the preempt count, so that a store in a section takes
//! no second pin, and a store outside of sections takes none at all.
//!
//! One count says all that the mode asks, as in Linux: who keeps preemption off, and which handlers
//! run. It is the *task's*, so it can be read wherever the task runs. A handler raises it too, so
//! an `unpin` inside of a handler never counts last, and never switches tasks there. Here SP_EL0
//! points to the current task, and TPIDR_EL1 to the variables of the CPU; with the crate `percore`
//! the slot is found by `exception_free(|token| f(SLOTS.get().borrow(token)))`.
//!
//! ```
//! use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, TpidrEl1, switch_out};
//! use lazy_mmu_core::{Platform, Reports, Slot, Violation};
//!
//! pub struct CpuLocal {
//!     lazy_mmu: Slot<Arm64>,
//!     // …
//! }
//!
//! pub struct Task {
//!     count: AtomicU32, // 1 for each who keeps preemption off, and HANDLER for each handler that runs on top of the task
//!     time_is_over: AtomicBool,
//!     // …
//! }
//!
//! const HANDLER: u32 = 1 << 16;
//!
//! fn cpu<'a>() -> &'a CpuLocal {
//!     // SAFETY: each CPU sets it when it starts, and its variables live for ever. Read each time, as a task may have migrated.
//!     unsafe { TpidrEl1::current_now() }
//! }
//!
//! fn task<'a>() -> &'a Task {
//!     // SAFETY: each CPU sets it when it starts, and the scheduler at each switch; tasks live until nobody runs on them.
//!     unsafe { SpEl0::current_now() }
//! }
//!
//! fn preempt_disable() {
//!     task().count.fetch_add(1, Relaxed);
//! }
//!
//! fn preempt_enable() {
//!     counts_no_more(1);
//! }
//!
//! /// Whoever counted last lets the scheduler have the CPU, if it wanted it meanwhile. Inside of a handler nobody counts last.
//! fn counts_no_more(by: u32) {
//!     if task().count.fetch_sub(by, Relaxed) == by && task().time_is_over.swap(false, Relaxed) {
//!         switch();
//!     }
//! }
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     #[inline]
//!     fn pin() {
//!         preempt_disable();
//!     }
//!
//!     #[inline]
//!     fn is_pinned() -> Option<bool> {
//!         Some(task().count.load(Relaxed) > 0)
//!     }
//!
//!     #[inline]
//!     fn unpin() {
//!         preempt_enable();
//!     }
//!
//!     #[inline]
//!     fn in_interrupt() -> bool {
//!         task().count.load(Relaxed) >= HANDLER // in a handler; never "interrupts are masked"
//!     }
//!
//!     #[inline]
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         f(&cpu().lazy_mmu)
//!     }
//!
//!     fn report(violation: Violation) {
//!         REPORTS.remember(violation); // the idle loop prints what `REPORTS.take()` hands out
//!     }
//! }
//!
//! static REPORTS: Reports = Reports::new(); // `report` may run under a lock, or in an NMI, where a log must not
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// The context switch. It reports a switch inside a section, which `pin` should have kept from happening.
//! fn switch() {
//! #   SWITCHES.fetch_add(1, Relaxed);
//! #   assert_eq!(task().count.load(Relaxed), 0, "switched in a handler, or with preemption off");
//!     cpu().lazy_mmu.switching::<MyKernel>();
//!     switch_out();
//!     // …
//! }
//!
//! /// An interrupt handler. Its end may switch tasks: the count is the interrupted task's again by then.
//! fn irq() {
//!     task().count.fetch_add(HANDLER, Relaxed);
//!     handle(); // nothing is deferred here
//!     counts_no_more(HANDLER);
//! }
//! # /// The timer ticks, and then a driver maps something: by a store, and by a section.
//! # fn handle() {
//! #     task().time_is_over.store(true, Relaxed);
//! #     let switches = SWITCHES.load(Relaxed);
//! #     lazy_mmu_arm64::set_pte::<MyKernel>(&core::sync::atomic::AtomicU64::new(0), 3);
//! #     lazy_mmu_core::section::<MyKernel, _>(|_| assert!(!lazy_mmu_core::is_active::<MyKernel>()));
//! #     assert_eq!(SWITCHES.load(Relaxed), switches, "a handler switched tasks in its middle");
//! # }
//! # static SWITCHES: AtomicU32 = AtomicU32::new(0);
//! # static CPU: CpuLocal = CpuLocal { lazy_mmu: Slot::new(()) };
//! # static TASK: Task = Task { count: AtomicU32::new(0), time_is_over: AtomicBool::new(false) };
//! # // SAFETY: nothing else is kept there, and the CPU's variable lives for ever.
//! # unsafe { TpidrEl1::set_current(&CPU) };
//! # // SAFETY: the same of the task.
//! # unsafe { SpEl0::set_current(&TASK) };
//! # irq();
//! # assert_eq!(SWITCHES.load(Relaxed), 1, "at the end of the handler");
//! # lazy_mmu_core::section::<MyKernel, _>(|_| {
//! #     irq();
//! #     assert!(lazy_mmu_core::is_active::<MyKernel>());
//! #     assert_eq!((TASK.count.load(Relaxed), SWITCHES.load(Relaxed)), (1, 1), "a section keeps the CPU");
//! # });
//! # assert_eq!((TASK.count.load(Relaxed), SWITCHES.load(Relaxed)), (0, 2), "at the end of the section");
//! # assert!(REPORTS.take().is_none());
//! ```
//!
//! A kernel that counts handlers apart from those who keep preemption off has its `preempt_enable`
//! look at both: in a handler it leaves the switch to the handler's end. Else a single store of a
//! timer handler switches tasks in the middle of the handler.
//!
//! # Without a preempt count
//!
//! Do not let `pin` mask interrupts. It looks right, and a lock breaks it that was taken before a
//! section and is dropped inside: the lock restores what it found, so interrupts come *on* in the
//! section; then the section restores what it found, and they stay *masked* for ever
//! (`tests/host/mode/tests/pins.rs` shows it). What to do depends on what can switch tasks:
//!
//! * **Nothing preempts kernel code, and nothing in a section yields**: `pin` and `unpin` are
//!   empty. [`switching`] reports a section that yields.
//! * **The kernel's locks mask interrupts and count how often**: `pin` and `unpin` are the kernel's
//!   own two functions of that count. Whoever drops last turns interrupts on, lock or section.
//! * **Else** give the task a counter, and have the scheduler not switch away from a task whose
//!   counter is above 0. Then the kernel finds its current task, and a [slot in the
//!   task](super::task_slot) is less work than the counter.
//!
//! # After a switch inside a section
//!
//! [`switching`] flushes, sets the counters to 0 and reports
//! [`SwitchedInSection`](lazy_mmu_core::ViolationKind::SwitchedInSection). The pin stays taken
//! until the section's guard drops, and the guard drops when its task runs again. This is one more
//! reason for the count to be the task's: where it is the CPU's, the scheduler saves it for the
//! task that it leaves and loads that of the next one, or the next task inherits a preemption that
//! is off.
//!
//! [`switching`]: lazy_mmu_core::Slot::switching
