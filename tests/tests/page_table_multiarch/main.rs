//! The page tables of `page_table_multiarch`, made lazy: what is emitted, on the record, and that it is enough and needed, by the model MMU.
//!
//! Only on bare metal does the crate's cursor flush, so `table` does it here in its place; `tests/arceos` runs it as it is.
#![cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]

mod format;
mod kernel;
mod mapped;
mod recorded;
mod table;
