//! A kernel's entry opens no section.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
fn main() -> ! {
    loop {}
}
