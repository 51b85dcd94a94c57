//! A small arm64 kernel for QEMU's virt machine, with page tables of its own in TTBR1 whose mapping functions carry `#[lazy_mmu]`.
//!
//! Each program in `src/bin` is a claim, named after it; what it prints and what is counted of it stands in `snapshots`. A program ends
//! with exit code 0 if the claim holds.
#![no_std]

mod boot;
mod cpu;
mod exception;
mod irq;
mod memory;
mod meter;
pub mod neighbour;
mod per_cpu;
pub mod sched;
mod step;
pub mod stress;
pub mod sweep;
mod switch;
mod task;

pub use cpu::{MOST as MOST_CPUS, index as cpu_index};
pub use exception::{Outcome, during_next_fault, retries, try_read, try_write};
pub use irq::{interrupt, interrupt_others, on_interrupt, raise_softirq, take_interrupts};
pub use memory::space;
pub use meter::Qemu;
pub use paging::demo::Meter;
pub use per_cpu::{CpuLocal, PerCpu, preemption_off};
pub use step::{Steps, stepped};
pub use task::{Kernel, Task, Traced};

/// Registers the program's main function. It runs with the MMU on, as the first task.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        #[unsafe(export_name = "kernel_program")]
        extern "Rust" fn program() {
            $main()
        }
    };
}
