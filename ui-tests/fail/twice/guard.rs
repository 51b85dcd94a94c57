//! The guard has one name.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(guard = mmu, guard = lazy)]
fn map() {}

fn main() {}
