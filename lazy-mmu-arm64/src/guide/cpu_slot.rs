//! A slot in a per-CPU variable, for a kernel that switches preemption off while it maps.
//!
//! `pin` switches preemption off before the slot is looked for, and `unpin` on again: at once where nothing was counted, else when what was
//! counted ends. So a section neither sleeps nor migrates, pauses included. `is_pinned` answers from the preempt count, so that a store in
//! a section takes no second pin, and a store outside of sections takes none at all. Here TPIDR_EL1 holds the pointer to the CPU's
//! variables; with the crate `percore` it is `exception_free(|token| f(SLOTS.get().borrow(token)))`.
//!
//! ```
//! use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use lazy_mmu_arm64::{Arm64, TaskRegister, TpidrEl1, switch_out};
//! use lazy_mmu_core::{Platform, Slot, Violation};
//!
//! pub struct CpuLocal {
//!     lazy_mmu: Slot<Arm64>,
//!     handlers: AtomicU32, // that run on this CPU, one on top of the other
//!     // …
//! }
//!
//! fn cpu<'a>() -> &'a CpuLocal {
//!     // SAFETY: each CPU sets it when it starts, and its variables live for ever. Read each time, as a task may have migrated.
//!     unsafe { TpidrEl1::current_now() }
//! }
//!
//! pub struct MyKernel;
//!
//! impl Platform for MyKernel {
//!     type Arch = Arm64;
//!
//!     fn pin() {
//!         preempt_disable();
//!     }
//!
//!     fn is_pinned() -> Option<bool> {
//!         Some(preempt_count() > 0) // of the running task, so it is asked before a CPU is chosen
//!     }
//!
//!     fn unpin() {
//!         preempt_enable(); // reschedules if that was asked for meanwhile, but not in a handler: that one does so at its end
//!     }
//!
//!     fn in_interrupt() -> bool {
//!         cpu().handlers.load(Relaxed) > 0 // in a handler; never "interrupts are masked"
//!     }
//!
//!     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
//!         f(&cpu().lazy_mmu)
//!     }
//!
//!     fn report(violation: Violation) {
//!         log(format_args!("{violation}"));
//!     }
//! }
//!
//! lazy_mmu_core::set_platform!(MyKernel);
//!
//! /// The context switch. It reports a switch inside a section, which `pin` should have kept from happening.
//! fn switch() {
//!     cpu().lazy_mmu.switching::<MyKernel>();
//!     switch_out();
//!     // …
//! }
//!
//! /// An interrupt handler. The count keeps preemption off too.
//! fn irq() {
//!     preempt_disable();
//!     cpu().handlers.fetch_add(1, Relaxed);
//!     // … nothing is deferred here …
//!     cpu().handlers.fetch_sub(1, Relaxed);
//!     preempt_enable();
//! }
//! # fn log(_: core::fmt::Arguments<'_>) {}
//! # fn preempt_count() -> u32 { PREEMPTION_OFF.load(Relaxed) }
//! # fn preempt_disable() { PREEMPTION_OFF.fetch_add(1, Relaxed); }
//! # fn preempt_enable() { PREEMPTION_OFF.fetch_sub(1, Relaxed); }
//! # static PREEMPTION_OFF: AtomicU32 = AtomicU32::new(0);
//! # static CPU: CpuLocal = CpuLocal { lazy_mmu: Slot::new(()), handlers: AtomicU32::new(0) };
//! # // SAFETY: nothing else is kept there, and the CPU's variable lives for ever.
//! # unsafe { TpidrEl1::set_current(&CPU) };
//! # lazy_mmu_core::section::<MyKernel, _>(|_| assert_eq!(PREEMPTION_OFF.load(Relaxed), 1));
//! # lazy_mmu_core::section::<MyKernel, _>(|_| { irq(); assert!(lazy_mmu_core::is_active::<MyKernel>()); });
//! # switch();
//! # assert_eq!(PREEMPTION_OFF.load(Relaxed), 0);
//! ```
//!
//! # Without a preempt count
//!
//! Do not let `pin` mask interrupts. It looks right, and a lock breaks it that was taken before a section and is dropped inside: the lock
//! restores what it found, so interrupts come *on* in the section; then the section restores what it found, and they stay *masked* for ever
//! (`tests/host/mode/tests/pins.rs` shows it). What to do depends on what can switch tasks:
//!
//! * **Nothing preempts kernel code, and nothing in a section yields**: `pin` and `unpin` are empty. [`switching`] reports a section that
//!   yields.
//! * **The kernel's locks mask interrupts and count how often**: `pin` and `unpin` are the kernel's own two functions of that count.
//!   Whoever drops last turns interrupts on, lock or section.
//! * **Else** give the task a counter, and have the scheduler not switch away from a task whose counter is above 0. Then the kernel finds
//!   its current task, and a [slot in the task](super::task_slot) is less work than the counter.
//!
//! # After a switch inside a section
//!
//! [`switching`] flushes, sets the counters to 0 and reports [`SwitchedInSection`](lazy_mmu_core::ViolationKind::SwitchedInSection). The
//! pin stays taken until the section's guard drops, and the guard drops when its task runs again. So the count must be the task's: the
//! scheduler keeps it in the task, or saves it for the task that it leaves and loads that of the next one. Where it is the CPU's alone, the
//! next task inherits a preemption that is off.
//!
//! [`switching`]: lazy_mmu_core::Slot::switching
