//! Put it into your kernel: the lines to write, by kind of kernel.
//!
//! | your kernel | read |
//! | --- | --- |
//! | has tasks, and each a stack of its own | [`task_slot`] |
//! | keeps per-CPU variables, and can switch preemption off | [`cpu_slot`] |
//! | writes its own page tables | [`own_tables`] |
//! | uses the page tables of a crate | [`other_crates`] |
//! | reaches its page tables through a recursive entry | [`recursive_tables`] |
//! | is a library, and knows no kernel | [`library`] |
//!
//! One of the first two, for the slot, and those of the others that fit. In each of them a `Platform` says where the slot is, and
//! `set_platform!` says once which kernel `#[lazy_mmu]` means.
//!
//! What every kernel sees to, whatever its kind:
//!
//! * [`switch_out`](crate::switch_out) in the context switch, always: another CPU's walkers must see the stores of a task that migrates.
//! * An exception return or an `isb` where a task goes on on another CPU.
//! * [`settle_fault`](crate::settle_fault) in the handler of translation faults, before the fault is taken for a mistake: an entry may be
//!   stored, and still owed by the one who stored it, or have been speculated as missing by this CPU.
//! * A handler that announces itself by [`Slot::interrupt`](lazy_mmu_core::Slot::interrupt), or a `Platform::in_interrupt` that knows. The
//!   guard drops before the handler may switch tasks.
//! * Early boot: a kernel that maps before it has a current task answers `true` in `Platform::in_interrupt` until it has one.
//! * [`Slot::retire`](lazy_mmu_core::Slot::retire) at the end of a task: it reports what was leaked, and makes the slot as new.
//!
//! To see that a port works, run [`lazy_mmu_core::conformance`] on the machine, with a stack for 512 guards. The repository's
//! `tests/kernels/arm64/src/bin/arm64_passes_the_conformance_suite.rs` is a subject to copy.

pub mod cpu_slot;
pub mod library;
pub mod other_crates;
pub mod own_tables;
pub mod recursive_tables;
pub mod task_slot;
