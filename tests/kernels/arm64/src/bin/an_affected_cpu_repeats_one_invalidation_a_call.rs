//! On a CPU with the erratum of CVE-2025-10263, which the kernel has recognised, each call takes
//! one more TLBI and DSB, whatever its length.
//!
//! qemu: -cpu neoverse-n1
#![no_std]
#![no_main]

use kernel::count_invalidations;
use lazy_mmu_arm64::tlb::Features;

kernel::program!(main);

fn main() {
    assert!(
        !Features::of_this_cpu().ranges() && Features::of_this_cpu().repeat(),
        "a Neoverse N1 is on the list"
    );
    count_invalidations(&[1, 16, 64, 512]);
}
