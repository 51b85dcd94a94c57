//! Nothing after the key, or nothing after the `=`.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform)]
fn map() {}

#[lazy_mmu(guard =)]
fn unmap() {}

#[lazy_mmu(crate = , pause)]
fn flush() {}

fn main() {}
