//! A slot in a per-CPU variable, for a kernel that switches preemption off while it maps.
//!
//! `pin` switches preemption off before the slot is looked for, `unpin` on again: at once where nothing was counted, else when what was
//! counted ends. So a section neither sleeps nor migrates, pauses included, and a guard that is leaked leaves preemption off. Here
//! TPIDR_EL1 holds the pointer to the CPU's variables; with the crate `percore` it is
//! `exception_free(|token| f(SLOTS.get().borrow(token)))`.
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
//!     fn unpin() {
//!         preempt_enable(); // and reschedules, if that was asked for meanwhile
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
//! /// The context switch. A switch inside a section, which `pin` should have kept from happening, is reported.
//! fn switch() {
//!     cpu().lazy_mmu.switching::<MyKernel>();
//!     switch_out();
//!     // …
//! }
//! # fn log(_: core::fmt::Arguments<'_>) {}
//! # fn preempt_disable() { PREEMPTION_OFF.fetch_add(1, Relaxed); }
//! # fn preempt_enable() { PREEMPTION_OFF.fetch_sub(1, Relaxed); }
//! # static PREEMPTION_OFF: AtomicU32 = AtomicU32::new(0);
//! # static CPU: CpuLocal = CpuLocal { lazy_mmu: Slot::new(()), handlers: AtomicU32::new(0) };
//! # // SAFETY: nothing else is kept there, and the CPU's variable lives for ever.
//! # unsafe { TpidrEl1::set_current(&CPU) };
//! # lazy_mmu_core::section::<MyKernel, _>(|_| assert_eq!(PREEMPTION_OFF.load(Relaxed), 1));
//! # switch();
//! # assert_eq!(PREEMPTION_OFF.load(Relaxed), 0);
//! ```
//!
//! Sections and pauses that are open at a time each keep preemption off, so `pin` nests. The task itself is switched as in
//! [`task_slot`](super::task_slot), but for the slot.
