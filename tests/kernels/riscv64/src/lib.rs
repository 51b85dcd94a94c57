//! A small riscv64 kernel for QEMU's virt machine with two harts, in S-mode above OpenSBI, with
//! Sv39 page tables.
//!
//! Each program in `src/bin` is a claim, named after it; what it prints and what is counted of it
//! stands in `snapshots`. A program ends with exit code 0 if the claim holds.
#![no_std]

mod boot;
mod paging;
mod task;
mod trap;

use core::arch::asm;
use core::fmt;

use semihosting::println;

pub use boot::on_other_hart;
pub use paging::{Frame, PAGE_SIZE, PAGES, find, map_pages, protect_page, unmap_page};
pub use task::{Kernel, Task};
pub use trap::{Outcome, during_next_fault, interrupt, retries, try_read, try_write};

/// Registers the program's main function. It runs on one hart with the MMU on, as that hart's task.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        #[unsafe(export_name = "kernel_program")]
        extern "Rust" fn program() {
            $main()
        }
    };
}

/// Runs `f` and has what it executes counted under `label`.
#[inline(always)]
pub fn count(label: fmt::Arguments<'_>, f: impl FnOnce()) {
    println!("count: {label}");
    // SAFETY: these two hints do nothing; the plugin looks for them. Not `nomem`, so that nothing
    // moves across.
    unsafe { asm!("slti x0, x0, 0x60", options(nostack, preserves_flags)) }
    f();
    // SAFETY: as above.
    unsafe { asm!("slti x0, x0, 0x61", options(nostack, preserves_flags)) }
}
