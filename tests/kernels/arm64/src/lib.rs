//! A small arm64 kernel for QEMU's virt machine, with page tables of its own in TTBR1 whose mapping
//! functions carry `#[lazy_mmu]`.
//!
//! Each program in `src/bin` is a claim, named after it; what it prints and what is counted of it
//! stands in `snapshots`. A program ends with exit code 0 if the claim holds.
//!
//! Two more kernels run on top of it, before and after a port by the guide of `lazy-mmu-arm64`:
//! [`unikernel`] and [`async_kernel`].
#![no_std]
#![cfg_attr(
    not(feature = "interrupts"),
    expect(dead_code, reason = "what only handlers and the scheduler call")
)]

#[cfg(feature = "interrupts")]
pub mod async_kernel;
mod boot;
mod console;
mod cpu;
mod daif;
mod exception;
mod invalidation;
#[cfg(feature = "interrupts")]
mod irq;
mod memory;
mod meter;
#[cfg(feature = "interrupts")]
pub mod neighbour;
mod per_cpu;
mod pool;
#[cfg(feature = "interrupts")]
pub mod ported;
mod reports;
#[cfg(feature = "interrupts")]
pub mod sched;
mod step;
pub mod stress;
pub mod sweep;
#[cfg(feature = "interrupts")]
mod switch;
mod task;
#[cfg(feature = "interrupts")]
pub mod unikernel;

pub use console::{Console, SEMIHOSTING};
pub use cpu::{MOST as MOST_CPUS, index as cpu_index, join as join_cpu, start as start_cpu};
pub use exception::{
    Outcome, during_next_fault, judge_faults, retries, try_call, try_read, try_read_as_user,
    try_write,
};
pub use invalidation::count_invalidations;
#[cfg(feature = "interrupts")]
pub use irq::{interrupt, interrupt_others, on_interrupt, raise_softirq, take_interrupts};
pub use memory::space;
pub use meter::Qemu;
pub use paging::demo::Meter;
pub use per_cpu::{CpuLocal, PerCpu, PerCpuAsking, preemption_off};
pub use pool::{Pool, READ_WRITE};
pub use reports::print_reports;
pub use step::{Steps, stepped};
pub use task::{Counting, Kernel, Task, Traced};

/// Registers the program's main function. It runs with the MMU on, as the first task.
///
/// With `features: unsaid` the kernel does not say what its CPU has (`tlb::set_features`). With
/// `console: MINE` it prints to that [`Console`] and ends by it, not by semihosting.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        $crate::program!(@ $main, true, $crate::SEMIHOSTING);
    };
    ($main:path, features: unsaid) => {
        $crate::program!(@ $main, false, $crate::SEMIHOSTING);
    };
    ($main:path, console: $console:path) => {
        $crate::program!(@ $main, true, $console);
    };
    (@ $main:path, $says_features:literal, $console:path) => {
        #[unsafe(no_mangle)]
        static KERNEL_CONSOLE: &$crate::Console = &$console;

        #[unsafe(no_mangle)]
        static KERNEL_SAYS_FEATURES: bool = $says_features;

        #[unsafe(export_name = "kernel_program")]
        extern "Rust" fn program() {
            $main()
        }
    };
}
