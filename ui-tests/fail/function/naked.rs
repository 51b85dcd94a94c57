//! A naked function has no prologue and no epilogue, so nothing can be dropped.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
#[unsafe(naked)]
extern "C" fn entry() {
    core::arch::naked_asm!("nop")
}

fn main() {}
