#![doc = include_str!("../README.md")]
#![no_std]

mod cpu;
mod entry;
mod fault;
mod fence;
mod hooks;
mod invalidate;
mod task;

#[cfg(not(target_arch = "riscv64"))]
pub use cpu::record;
pub use entry::{change_pte, set_pte, set_table};
pub use fault::{Access, settle_fault};
pub use fence::{emit_fence, queue_fence};
pub use hooks::{Riscv64, Riscv64Backend, Riscv64Mode};
pub use invalidate::{invalidate, invalidate_all};
pub use task::{current, set_current};
