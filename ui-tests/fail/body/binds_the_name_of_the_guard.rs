//! What the attribute would write, written by hand.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};

#[lazy_mmu]
fn map() {
    let _lazy_mmu_section = LazyMmuGuard::<NoLazyMmu>::enable();
}

fn main() {}
