//! A guard that nobody keeps.
//~ the section ends when this guard drops: write `let _section = …`, as `let _ = …` ends it at once

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu};

fn main() {
    LazyMmuGuard::<NoLazyMmu>::enable();
}
