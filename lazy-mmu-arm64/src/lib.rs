#![doc = include_str!("../README.md")]
#![no_std]

mod barrier;
mod cpu;
mod entry;
mod fault;
mod hooks;
mod rules;
mod task;
pub mod tlb;

pub use barrier::{emit_pte_barriers, queue_pte_barriers, switch_out};
#[cfg(not(all(target_arch = "aarch64", not(lazy_mmu_record))))]
pub use cpu::record;
pub use entry::{Level, set_pte, set_ptes, set_table, try_set};
pub use fault::settle_fault;
pub use hooks::Arm64;
pub use rules::{El1, El2, LinuxEl1, Regime, Rules};
pub use task::{SpEl0, TaskRegister, TpidrEl1, TpidrEl2};
