//! Each argument and each word of the function gets its own, and none hides another.

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu(mode = Kernel, guard, platform = A, platform = B, pause = true)]
async unsafe fn idle() -> ! {
    loop {}
}

fn main() {}
