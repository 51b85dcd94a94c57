//! A kernel that has not called `tlb::set_features` gets what is right on every CPU: no range
//! operation, though this CPU has them, and one more TLBI and DSB for each call.
//!
//! qemu: -cpu max
#![no_std]
#![no_main]

use kernel::count_invalidations;

kernel::program!(main, features: unsaid);

fn main() {
    count_invalidations(&[1, 16, 64, 512]);
}
