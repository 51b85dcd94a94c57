//! On a CPU with FEAT_TLBIRANGE, protecting and unmapping a run takes one TLBI, whatever its
//! length; one more for an odd page.
//!
//! qemu: -cpu max
#![no_std]
#![no_main]

use kernel::count_invalidations;
use lazy_mmu_arm64::tlb::Features;

kernel::program!(main);

fn main() {
    assert!(
        Features::of_this_cpu().ranges() && !Features::of_this_cpu().repeat(),
        "QEMU's `max` has ranges and no erratum"
    );
    count_invalidations(&[1, 16, 17, 64, 512, 4096]);
}
