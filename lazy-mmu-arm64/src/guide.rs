// SPDX-License-Identifier: MIT OR Apache-2.0
//! Put it into your kernel: the lines to write, by kind of kernel.
//!
//! A port takes four steps, and a page of this guide has the code of each:
//!
//! | step | pages |
//! | --- | --- |
//! | 1. Choose where the slot is, and write the `Platform` | [`slot`], then [`task_slot`], [`cpu_slot`] or [`async_kernel`] |
//! | 2. Store and invalidate by this crate's functions | [`own_tables`], [`recursive_tables`] or [`other_crates`] |
//! | 3. Put sections where they batch | [`sections`]; a crate that knows no kernel reads [`library`] |
//! | 4. See to boot, faults, handlers and switches | [`boot`], [`faults`], [`handlers`] and the table below |
//!
//! Unmapping and protecting gain by step 2 alone: one call invalidates a range. Mapping gains by
//! step 3: until a section is around many pages, each page has a pair of its own.
//!
//! Compare with a kernel that has the barriers it needs. Some kernels emit nothing for a fresh
//! leaf, and fault now and then on a CPU that has speculated "no translation": with the port each
//! page issues the pair that was missing, or one section does.
//!
//! # What a kernel calls, and when it must
//!
//! | where | what | needed |
//! | --- | --- | --- |
//! | boot: on the first CPU, and for each further one before its MMU is on | [`tlb::set_features`](crate::tlb::set_features), [`tlb::add_cpu`](crate::tlb::add_cpu) | always; without them each invalidation takes the slow way that is right on every CPU. In a guest that may run on other hosts, keep the erratum's repeat: `Features::of_this_cpu().with_repeat(true)` |
//! | before a new root is loaded | [`before_root_is_loaded`](crate::before_root_is_loaded), after a flush if a section is open | always: [`boot`]. A further CPU that loads the root of the running kernel needs nothing: its stores are deferred or settled as those of any live table |
//! | translation faults taken from the kernel | [`settle_fault`](crate::settle_fault) | always, after the kernel's own fixups: [`faults`] |
//! | interrupt, FIQ, SError and debug handlers | [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt), on the slot of what was interrupted | if there are handlers, and `Platform::in_interrupt` does not know of them: [`handlers`] |
//! | context switch | [`switch_out`](crate::switch_out) | if a task can be switched away from in kernel code and go on on another CPU: that one does not complete an invalidation that is in flight here |
//! | the CPU where a task goes on | an exception return or an `isb` | in the same case; an exception return synchronises unless SCTLR_ELx.EOS is 0 |
//! | context switch | [`Slot::switching`](lazy_mmu_core::Slot::switching) | with a slot per CPU, and only then |
//! | end of a task | [`Slot::retire`](lazy_mmu_core::Slot::retire) | with a slot per task |
//! | once among all that is linked | `set_platform!` | if somebody writes `#[lazy_mmu]` or `Global` without naming the platform |
//!
//! To see that a port works, run two suites in the kernel, in a task with a stack for 512 guards:
//! [`lazy_mmu_core::conformance`] for the port's slots, tasks and handlers, and
//! [`conformance`](crate::conformance) for its page tables, faults and instructions. The
//! repository's
//! `tests/kernels/arm64/src/bin/a_port_passes_the_conformance_suite_with_its_own_tasks_and_handlers.rs`
//! and `tests/kernels/arm64/src/bin/a_port_passes_the_arm64_suite.rs` are subjects to copy. Two
//! whole kernels that follow these pages are in `tests/kernels/arm64/src/unikernel.rs` and
//! `tests/kernels/arm64/src/async_kernel.rs`; `docs/kernels.md` has what they execute before and
//! after.

pub mod async_kernel;
pub mod boot;
pub mod cpu_slot;
pub mod faults;
pub mod handlers;
pub mod library;
pub mod other_crates;
pub mod own_tables;
pub mod recursive_tables;
pub mod sections;
pub mod slot;
pub mod task_slot;
