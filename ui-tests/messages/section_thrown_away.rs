//! `let _ = …` is a use, so `must_use` is silent; this lint is not, for a guard of any mode.
//~ let_underscore_drop
#![warn(let_underscore_drop)]

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};

fn main() {
    let _ = LazyMmuGuard::<NoLazyMmu>::enable();
}
