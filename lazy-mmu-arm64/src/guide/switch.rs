// SPDX-License-Identifier: MIT OR Apache-2.0
//! Switch tasks: what a context switch calls, and when it needs each call.
//!
//! You have a context switch, and an `impl Platform`. After this page a task may be switched away
//! from anywhere in the kernel, and go on on another CPU, without losing a store or an
//! invalidation.
//!
//! | where | call | your kernel needs it if |
//! | --- | --- | --- |
//! | on the CPU that the task leaves | [`switch_out`] | its tasks change CPUs, and may be switched away from in kernel code |
//! | on the CPU where the task goes on | an exception return, or an `isb` | the same |
//! | on the CPU that switches | [`Slot::switching`] on its slot | its slots are per CPU |
//! | where a task begins | a new [`Slot`](lazy_mmu_core::Slot) | its slots are in tasks |
//! | where a task ends | [`Slot::retire`] on its slot | its slots are in tasks |
//! | before a root is loaded | [`flush`](lazy_mmu_core::flush) | a section may be open there |
//!
//! ```
//! # use lazy_mmu_arm64::Arm64;
//! # use lazy_mmu_core::{Platform, Slot};
//! use lazy_mmu_arm64::switch_out;
//! use lazy_mmu_core::flush;
//!
//! # struct MyKernel;
//! # static SLOT: Slot<Arm64> = Slot::new(());
//! # impl Platform for MyKernel {
//! #     type Arch = Arm64;
//! #     fn in_interrupt() -> bool { false }
//! #     fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R { f(&SLOT) }
//! # }
//! # #[derive(Clone, Copy, PartialEq)]
//! # struct Space;
//! # struct Task { space: Space }
//! # fn load(_: Space) {}
//! /// The context switch, with interrupts masked.
//! fn switch(old: &Task, new: &Task) {
//!     if old.space != new.space {
//!         flush::<MyKernel>(); // if a section may be open here
//!         load(new.space);
//!     }
//!     switch_out(); // before another CPU may run `old`
//!     // … put `old` into the run queue; stacks and registers; the return to `new` synchronises …
//! }
//! # switch(&Task { space: Space }, &Task { space: Space });
//! ```
//!
//! # What travels with the task
//!
//! The deferred pair of a task stays in its slot, and the task flushes it wherever it runs. For the
//! *stores* the scheduler's hand-over is enough, a release store and an acquire load: the DSB on
//! the new CPU then waits for them.
//!
//! # `switch_out`: for an invalidation in flight
//!
//! [`switch_out`] is `dsb ish`. Call it after the task's last store, and before another CPU may run
//! the task. It has two jobs:
//!
//! * **It completes the task's invalidations.** Only a full DSB of the CPU that issued a `tlbi`
//!   completes it, so `dsb ishst` wouldn't do. A task may be switched away from between its `tlbi`
//!   and its DSB; then its DSB on the new CPU completes nothing.
//! * **It orders the scheduler's loads before its exception return**, which synchronises this CPU.
//!   So the CPU synchronises after the load that told it of the task that it runs next.
//!
//! You don't need it if tasks never change their CPU. A kernel that never switches in the middle of
//! an invalidation, such as an executor, does without it if the CPU that takes a task executes an
//! `isb` in the right place: [`async_kernel`](super::async_kernel) says where.
//!
//! # An exception return or an `isb`: for the new CPU's speculation
//!
//! The new CPU may have speculated "no translation" for what the task has settled elsewhere. A
//! context synchronisation drops that, before the task goes on. Most kernels switch by an exception
//! return, which synchronises. Execute an `isb` if yours doesn't, or if it clears SCTLR_ELx.EOS
//! (FEAT_ExS). If it is missing, the CPU may fault, and [`settle_fault`](crate::settle_fault) in
//! the fault handler cures that.
//!
//! # `switching`: with a slot per CPU
//!
//! No section may be open when a CPU switches tasks, because the next task would be in it.
//! [`Slot::switching`] reports an open section, pause or handler, flushes, and sets the counters to
//! 0. It executes no barrier if nothing is deferred. An executor calls it after each poll.
//!
//! # `retire`: with a slot in the task
//!
//! [`Slot::retire`] reports a guard that the task has leaked, flushes what is deferred, and makes
//! the slot as new. A new task starts with a new slot, never with a copy of its parent's.
//!
//! Next: [`faults`](super::faults).
//!
//! [`Slot::retire`]: lazy_mmu_core::Slot::retire
//! [`Slot::switching`]: lazy_mmu_core::Slot::switching
//! [`switch_out`]: crate::switch_out
