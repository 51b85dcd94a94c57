// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put the slot into a per-CPU variable, in a kernel that switches preemption off while it maps.
//!
//! You have a preempt count and per-CPU variables ([`slot`](super::slot)). After this page the
//! kernel has its `impl Platform`, and its switch and its handlers know the slot.
//!
//! `pin` switches preemption off before the mode looks for the slot. `unpin` switches it on again.
//! If a call begins a section or a pause that counts, the mode calls `unpin` at the end of that
//! section or pause; otherwise at once, as in a handler, where nothing counts. So a section must
//! not sleep and can't migrate, pauses included. `is_pinned` answers from the preempt count, so a
//! store in a section takes no second pin, and a store outside of sections takes none.
//!
//! One count answers both questions of the mode, as in Linux: whether preemption is off, and
//! whether a handler runs. The count is in the *task*, so code may read it wherever the task runs.
//! A handler raises it too, so an `unpin` in a handler never brings it to 0, and never switches
//! tasks there. Here SP_EL0 points to the current task, and TPIDR_EL1 to the variables of the CPU.
//! With the crate `percore`, `exception_free(|token| f(SLOTS.get().borrow(token)))` finds the slot.
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
//!     /// 1 for each `preempt_disable`, HANDLER for each handler on top of the task.
//!     count: AtomicU32,
//!     time_is_over: AtomicBool,
//!     // …
//! }
//!
//! const HANDLER: u32 = 1 << 16;
//!
//! fn cpu<'a>() -> &'a CpuLocal {
//!     // SAFETY: each CPU sets it when it starts, and its variables live for ever. Read each
//!     // time, as a task may have migrated.
//!     unsafe { TpidrEl1::current_now() }
//! }
//!
//! fn task<'a>() -> &'a Task {
//!     // SAFETY: each CPU sets it when it starts, and the scheduler at each switch; tasks live
//!     // until nobody runs on them.
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
//! /// When the count falls to 0, the scheduler gets the CPU, if it wanted it meanwhile. Inside of a
//! /// handler the count stays above 0.
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
//! /// `report` may run under a lock, or in an NMI, where a log must not.
//! static REPORTS: Reports = Reports::new();
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// The context switch. `switching` reports a switch inside a section, which `pin` should have
//! /// prevented.
//! fn switch() {
//! #   SWITCHES.fetch_add(1, Relaxed);
//! #   assert_eq!(task().count.load(Relaxed), 0, "switched in a handler, or with preemption off");
//!     cpu().lazy_mmu.switching::<MyKernel>();
//!     switch_out();
//!     // …
//! }
//!
//! /// An interrupt handler. Its end may switch tasks: the count is the interrupted task's again by
//! /// then.
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
//! If a kernel has two counts, one of handlers and one of preemption, its `preempt_enable` must
//! look at both: in a handler it leaves the switch to the handler's end. Else a single store of a
//! timer handler switches tasks in the middle of the handler.
//!
//! # Without a preempt count
//!
//! Don't let `pin` mask interrupts. It looks right, and this order breaks it:
//!
//! 1. The task takes a lock, which masks interrupts.
//! 2. A section begins inside the lock: `pin` finds interrupts masked.
//! 3. The task drops the lock inside the section. The lock restores what it found, so interrupts
//!    come *on* in the section.
//! 4. The section ends and restores what it found: interrupts stay *masked* for ever. (In the
//!    repository, `tests/host/mode/tests/pins.rs` shows it.)
//!
//! Choose by what can switch tasks in your kernel:
//!
//! * **Nothing preempts kernel code, and nothing in a section yields**: `pin` and `unpin` are
//!   empty. [`switching`] reports a section that yields.
//! * **The kernel's locks mask interrupts and count how often**: `pin` and `unpin` are the kernel's
//!   own two functions of that count. The last of them to drop turns interrupts on, lock or
//!   section.
//! * **Else** give the task a counter, and have the scheduler not switch away from a task whose
//!   counter is above 0. Such a kernel can find its current task, so a [slot in the
//!   task](super::task_slot) is less work than the counter.
//!
//! # After a switch inside a section
//!
//! [`switching`] flushes, sets the counters to 0 and reports
//! [`SwitchedInSection`](lazy_mmu_core::ViolationKind::SwitchedInSection). The pin stays taken
//! until the section's guard drops, and the guard drops when its task runs again. That is one more
//! reason to keep the count in the task. If the count is the CPU's, the scheduler must save it for
//! the task that it leaves, and load that of the next one. Else the next task begins with
//! preemption off.
//!
//! Next: [`own_tables`](super::own_tables), or [`other_crates`](super::other_crates).
//!
//! [`switching`]: lazy_mmu_core::Slot::switching
