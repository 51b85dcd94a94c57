//! A function in a body is a function.

use lazy_mmu_core::lazy_mmu;

fn main() {
    #[lazy_mmu]
    async fn nested() {}
}
