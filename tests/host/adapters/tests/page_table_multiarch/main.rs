//! The page tables of `page_table_multiarch`, made lazy: what is emitted, on the record, and that
//! it is enough and needed, by the model MMU.
//!
//! `tests/kernels/arceos` runs it on the machine.
#![cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]

mod contexts;
mod format;
mod mapped;
mod modes;
mod orders;
mod recorded;
mod table;
