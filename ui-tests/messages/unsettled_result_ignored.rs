//! A result that nobody opens.
//~ error: unused `Unsettled` that must be used
//~ its page-table writes may still be owed: open it with `flush`, or with the end of its section by `finish`
#![deny(unused_must_use)]

use lazy_mmu_core::{NoLazyMmu, Unsettled};

fn main() {
    Unsettled::<u64, NoLazyMmu>::new(0);
}
