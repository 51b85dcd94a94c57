//! The page tables of `page_table_multiarch`, made lazy: the recorded instructions, and the model
//! MMU's verdict that they are enough and needed.
//!
//! `tests/kernels/arceos` runs the adapter on a machine.
#![cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]

mod contexts;
mod format;
mod mapped;
mod modes;
mod orders;
mod recorded;
mod table;
