//! On a CPU without FEAT_TLBIRANGE, protecting and unmapping takes a TLBI for each page, and from
//! 512 on one for everything. No range operation is executed: it would be undefined there, and end
//! the program.
//!
//! qemu: -cpu cortex-a72
#![no_std]
#![no_main]

use kernel::count_invalidations;
use lazy_mmu_arm64::tlb::{self, Features};
use semihosting::println;

kernel::program!(main);

fn main() {
    assert!(
        !Features::of_this_cpu().ranges() && !Features::of_this_cpu().repeat(),
        "a Cortex-A72 has neither ranges nor the erratum"
    );
    count_invalidations(&[1, 16, 64, 511, 512, 4096]);
    println!("with a bound of 64:");
    tlb::set_features(Features::of_this_cpu().with_bound(64));
    count_invalidations(&[63, 64]);
}
