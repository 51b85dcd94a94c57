// SPDX-License-Identifier: MIT OR Apache-2.0
//! Check each call that a kernel makes: when you must make it, and why.
//!
//! You have ported a kernel by the other pages. After this page you know that no call is missing,
//! and which ones your kernel may leave out.
//!
//! # What a kernel calls, and when it must
//!
//! | where | call | needed | page |
//! | --- | --- | --- | --- |
//! | once among all that is linked | `set_platform!` | if somebody writes `#[lazy_mmu]` or `Global` without naming the platform | [`task_slot`](super::task_slot) |
//! | before there are tasks | the slot of a static task, where the pointer to the current task starts | if boot code maps in loaded tables | [`boot`](super::boot) |
//! | boot, on the first CPU | [`tlb::set_features`] | always (1) | [`boot`](super::boot) |
//! | boot, for each further CPU before its MMU is on | [`tlb::add_cpu`] | always (1) | [`boot`](super::boot) |
//! | tables that no walker is on | [`before_root_is_loaded`] before the `msr`; until then the mode [`Unwalked`](lazy_mmu_core::Unwalked) saves all barriers | always (2) | [`boot`](super::boot) |
//! | before a new root is loaded | [`flush`] | if a section may be open | [`boot`](super::boot) |
//! | interrupt, FIQ, SError and debug handlers | [`Slot::interrupt`], on the slot of the task that was interrupted | if there are handlers, and `Platform::in_interrupt` doesn't know of them (3) | [`handlers`](super::handlers) |
//! | translation faults taken from the kernel | [`settle_fault`], after the kernel's own fixups | always (4) | [`faults`](super::faults) |
//! | a page-fault handler that maps | [`flush`] before it returns | if it may run in a section of the task | [`faults`](super::faults) |
//! | live entries that are changed, cleared or unlinked | [`change_pte`] and a function of [`tlb`], or [`replace_pte`] | always (5) | [`break_before_make`](super::break_before_make) |
//! | context switch | [`switch_out`] | if a task can be switched away from in kernel code and go on on another CPU (6) | [`switch`](super::switch) |
//! | the CPU where a task goes on | an exception return or an `isb` | in the same case (6) | [`switch`](super::switch) |
//! | context switch, and after each poll of an executor | [`Slot::switching`] | with a slot per CPU, and only then | [`switch`](super::switch) |
//! | preemption | `Platform::pin`, `unpin` and `is_pinned` | with a slot per CPU, or a count of handlers per CPU, and preemption | [`cpu_slot`](super::cpu_slot) |
//! | end of a task | [`Slot::retire`] | with a slot per task | [`switch`](super::switch) |
//!
//! # What each "always" depends on
//!
//! The first column has the number from the table above. A kernel for which the last column is true
//! may leave the call out.
//!
//! | | the fact behind it | you don't need it if |
//! | --- | --- | --- |
//! | 1 | A range operation is undefined on a CPU without FEAT_TLBIRANGE, and a broadcast one does nothing there. A CPU's errata are known by its MIDR_EL1. So the crate uses no ranges and repeats each invalidation until it is told of all CPUs | you accept the slow way, which is right on every CPU. Once you call `set_features`, call `add_cpu` for each further CPU |
//! | 2 | A walker need not see a store before a DSB has completed it. `msr` and `isb` order no stores | a `dsb ishst` or a stronger one is executed between the last store and the `msr`: each function of [`tlb`] has one. Nor for a further CPU that loads the root of the running kernel: the stores to its tables are deferred or settled as those of any live table |
//! | 3 | An exception doesn't change the slot. In a handler that isn't announced, the task's section looks like the handler's own, so the handler's stores wait for the section's end | no handler stores entries, begins a section or flushes, and nothing that it calls does |
//! | 4 | A CPU may walk before a store is visible, and take the fault after it, until it synchronises. No TLB holds an invalid entry, so a retry succeeds | no code uses an address before it is settled, and other CPUs get it by a release store and an acquire load after that, or synchronise after the load that told them |
//! | 5 | TLBs and walk caches may hold any entry that was valid, from the moment it was valid, whether code used it or not | no walker was on the tables while the entry was valid |
//! | 6 | Only a DSB of the CPU that issued a `tlbi` completes it. A CPU keeps a speculated "no translation" until it synchronises | tasks never change their CPU; [`switch`](super::switch) says when an executor needs less |
//!
//! The table is about the mode and this crate's functions. The architecture asks for more: for the
//! ASID and the cache maintenance of a new root, say, which [`before_root_is_loaded`] lists.
//!
//! Next: [`verify`](super::verify).
//!
//! [`before_root_is_loaded`]: crate::before_root_is_loaded
//! [`change_pte`]: crate::change_pte
//! [`flush`]: lazy_mmu_core::flush
//! [`replace_pte`]: crate::replace_pte
//! [`settle_fault`]: crate::settle_fault
//! [`Slot::interrupt`]: lazy_mmu_core::Slot::interrupt
//! [`Slot::retire`]: lazy_mmu_core::Slot::retire
//! [`Slot::switching`]: lazy_mmu_core::Slot::switching
//! [`switch_out`]: crate::switch_out
//! [`tlb`]: crate::tlb
//! [`tlb::add_cpu`]: crate::tlb::add_cpu
//! [`tlb::set_features`]: crate::tlb::set_features
