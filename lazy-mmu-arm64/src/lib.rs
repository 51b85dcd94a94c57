// SPDX-License-Identifier: MIT OR Apache-2.0
#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(feature = "aarch64-paging")]
pub mod aarch64_paging;
mod barrier;
pub mod conformance;
mod cpu;
mod entry;
mod export;
mod fault;
pub mod guide;
mod hooks;
#[cfg(feature = "page-table-multiarch")]
pub mod page_table_multiarch;
mod plain;
mod replace;
mod rules;
mod section;
pub mod sink;
mod task;
pub mod tlb;

pub use barrier::{before_root_is_loaded, emit_pte_barriers, queue_pte_barriers, switch_out};
#[cfg(any(lazy_mmu_record, all(not(target_arch = "aarch64"), any(unix, windows))))]
pub use cpu::record;
pub use entry::{Level, change_pte, set_pte, set_ptes, set_table, try_set};
#[doc(hidden)]
pub use export::__private;
pub use fault::settle_fault;
pub use hooks::Arm64;
pub use plain::entry_at;
#[cfg(target_pointer_width = "64")]
pub use plain::{entries_mut, entry_mut};
pub use replace::{
    replace_pte, replace_pte_deferred, replace_ptes, replace_ptes_deferred, split_block,
    split_block_deferred,
};
pub use rules::{Arm64Backend, Arm64Mode, El1, El2, LinuxEl1, Regime};
pub use section::SectionStores;
pub use task::{SpEl0, TaskRegister, TpidrEl1, TpidrEl2};
