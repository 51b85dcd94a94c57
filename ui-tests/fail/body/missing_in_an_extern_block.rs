//! A declaration runs nothing, and who defines it does not see the attribute.

use lazy_mmu_core::lazy_mmu;

unsafe extern "C" {
    #[lazy_mmu]
    fn map();
}

fn main() {}
