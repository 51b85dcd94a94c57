// SPDX-License-Identifier: MIT OR Apache-2.0
//! Choose where the slot is: in the task, or in a per-CPU variable.
//!
//! | your kernel | slot | read |
//! | --- | --- | --- |
//! | has tasks with stacks of their own, and finds the current one by a register or a variable | in the task | [`task_slot`](super::task_slot) |
//! | has a preempt count, and maps only where it may switch preemption off | per CPU | [`cpu_slot`](super::cpu_slot) |
//! | polls tasks on one stack, and nothing preempts it in the kernel | per CPU | [`async_kernel`](super::async_kernel) |
//! | has one CPU and no tasks | one static | [`boot`](super::boot) |
//!
//! **Take the task if there is one.** A store finds the slot without a pin, and a section may
//! sleep, be preempted and migrate. A slot per CPU keeps preemption off for the whole of a section,
//! pauses included, and a leaked guard keeps it off for ever.
//!
//! # Where the pointer to it is
//!
//! * A register is the fastest, and any function that answers with the current task will do. Look
//!   first at what your kernel has in the register: SP_EL0 is the user's stack pointer on entry
//!   from EL0, so entry code saves it and loads the task's pointer; and kernels that
//!   run on SP_EL0 (`SPSel` = 0), or use it as scratch in their vectors, have no room there. Then
//!   it is [`TpidrEl1`](crate::TpidrEl1), or a per-CPU variable that the context switch sets.
//! * A slot is used through `&`, and every store comes here, those of the scheduler's own code too.
//!   So it does not live in a `RefCell` or behind a lock that the scheduler holds while something
//!   maps: the second borrow panics or deadlocks. Put it beside that cell; where the whole task is
//!   in one, box the slot, and let the context switch put the box's address where the current slot
//!   is looked up.
//! * A function that keeps the current task in a local across a switch has the wrong one afterwards
//!   if tasks share a stack: those use [`current_now`](crate::TaskRegister::current_now).
//!
//! # Whether a handler runs
//!
//! With [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt) handlers announce themselves, and
//! `in_interrupt` answers `false`; a store asks both questions with one load. A kernel that counts
//! its handlers answers from that count, and it matters where the count is:
//!
//! * **In the task**, as Linux has it on arm64, or in the word that also counts who keeps
//!   preemption off ([`cpu_slot`](super::cpu_slot)): nothing more is needed.
//! * **In the CPU's variables**: the CPU must be kept while the count is read, and so
//!   [`pin`](lazy_mmu_core::Platform::pin) keeps preemption off, with a slot in the task too. Else
//!   the task may migrate between finding the count and reading it. Then it reads of a handler that
//!   runs on the CPU which it has left, and its flush is skipped
//!   (`tests/host/mode/tests/handler_counts.rs`).
//!
//! The answer is never "interrupts are masked": a task that maps with interrupts masked is in task
//! context.
