//! No crate has any.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(crate = my_kernel::<u8>::mmu)]
fn map() {}

fn main() {}
