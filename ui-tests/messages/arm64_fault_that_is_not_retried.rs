//! The answer says whether the instruction runs again.
//~ `true`: return to the instruction, which runs again; `false`: the fault is genuine, so handle it as one

use lazy_mmu_core::NoLazyMmu;

fn main() {
    lazy_mmu_arm64::settle_fault::<NoLazyMmu>(0x1000);
}
