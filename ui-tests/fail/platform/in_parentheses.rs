//! As `cfg` has its arguments; here they follow a `=`.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(platform(Kernel))]
fn map() {}

fn main() {}
