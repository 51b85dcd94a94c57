//! A section held across `.await` would move between tasks and CPUs.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
async fn map() {}

fn main() {}
