//! Each key takes one kind of value.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform = "Kernel")]
fn map() {}

#[lazy_mmu(guard = 1)]
fn unmap() {}

#[lazy_mmu(crate = "lazy_mmu_core")]
fn flush() {}

fn main() {}
