//! A section that never ends pays never.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
fn idle() -> ! {
    loop {}
}

fn main() {}
