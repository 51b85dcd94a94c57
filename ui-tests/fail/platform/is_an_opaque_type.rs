//! A type parameter is what takes any mode: `fn map<M: Mode>()`, and `platform = M`.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform = impl Kernel)]
fn map() {}

fn main() {}
