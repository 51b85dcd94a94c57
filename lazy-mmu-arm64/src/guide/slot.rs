// SPDX-License-Identifier: MIT OR Apache-2.0
//! Choose where the slot is: in the task, or in a per-CPU variable.
//!
//! A *slot* holds the mode's state for a task or a CPU: how many sections and pauses are open, and
//! whether a barrier pair is deferred. You have a kernel without the mode. After this page you know
//! where its slots go, what points to the current one, and how the mode learns that a handler runs.
//!
//! | your kernel | slot | read |
//! | --- | --- | --- |
//! | has tasks with stacks of their own, and finds the current one by a register or a variable | in the task | [`task_slot`](super::task_slot) |
//! | has a preempt count, and maps only where it may switch preemption off | per CPU | [`cpu_slot`](super::cpu_slot) |
//! | polls tasks on one stack, and nothing preempts it in the kernel | per CPU | [`async_kernel`](super::async_kernel) |
//! | has one CPU and no tasks | one static | [`boot`](super::boot) |
//!
//! **Take the task if there is one.** A store then finds the slot without switching preemption off,
//! and a section may sleep, be preempted and migrate. A slot per CPU keeps preemption off for the
//! whole of a section, pauses included, and a leaked guard keeps it off for ever.
//!
//! # Choose the regime
//!
//! A platform names its backend: `type Arch = Arm64`.
//!
//! | your kernel runs | backend | invalidations | register of the task |
//! | --- | --- | --- | --- |
//! | at EL1, or at EL2 with HCR_EL2.{E2H,TGE} = {1,1} | `Arm64`, which is `Arm64<El1>` | by [`El1`](crate::El1) | [`SpEl0`](crate::SpEl0), [`TpidrEl1`](crate::TpidrEl1) |
//! | as a hypervisor at EL2 | [`Arm64<El2>`](crate::Arm64) | by [`El2`](crate::El2) | [`SpEl0`](crate::SpEl0), [`TpidrEl2`](crate::TpidrEl2) |
//!
//! # Choose the pointer to the slot
//!
//! * Any function that returns the current task works; a register is the fastest. Look first at
//!   what your kernel has in the register. SP_EL0 is the user's stack pointer on entry from EL0, so
//!   entry code saves it and loads the task's pointer. A kernel that runs on SP_EL0 (`SPSel` = 0),
//!   or uses it as scratch in its vectors, has no room there. It takes
//!   [`TpidrEl1`](crate::TpidrEl1), or a per-CPU variable that the context switch sets.
//! * The mode uses a slot through `&`, and every store looks at the slot, those of the scheduler's
//!   own code too. So don't put a slot into a `RefCell`, or behind a lock that the scheduler holds
//!   while something maps: the second borrow panics or deadlocks. Put it beside that cell. If the
//!   whole task is in one, box the slot, and let the context switch put the box's address where
//!   the kernel looks up the current slot.
//! * If tasks share a stack, a function that keeps the current task in a local across a switch has
//!   the wrong one afterwards. Such a kernel uses
//!   [`current_now`](crate::TaskRegister::current_now).
//!
//! # Say whether a handler runs
//!
//! With [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt) handlers announce themselves, and
//! `in_interrupt` answers `false`. A store then learns from one load whether a section is open and
//! whether a handler runs. A kernel that counts its handlers answers from that count. Then it
//! matters where the count is:
//!
//! * **In the task**, as Linux has it on arm64, or in the word of the task's preempt count
//!   ([`cpu_slot`](super::cpu_slot)): nothing more is needed.
//! * **In the CPU's variables**: the task must keep its CPU while it reads the count. So
//!   [`pin`](lazy_mmu_core::Platform::pin) must switch preemption off, with a slot in the task too.
//!   Else the task may migrate between finding the count and reading it. The count may then show a
//!   handler on the CPU that the task has left, and the mode skips the task's flush. (In the
//!   repository, `tests/host/mode/tests/handler_counts.rs` shows it.)
//!
//! Don't answer `true` because interrupts are masked: a task that maps with interrupts masked is
//! still a task.
