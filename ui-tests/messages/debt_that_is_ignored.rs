//! Whether a store is owed decides who pays.
//~ where this is `false` nothing is owed: pay for the store now

use lazy_mmu_core::{NoLazyMmu, owe};

fn main() {
    owe::<NoLazyMmu>();
}
