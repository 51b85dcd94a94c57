//! A pause that never ends keeps the mode off for ever.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(pause)]
fn idle() -> ! {
    loop {}
}

fn main() {}
