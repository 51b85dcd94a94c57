//! The same of one that may stay owed.
//~ the section ends when this guard drops: write `let section = …`, as `let _ = …` ends it at once; end it by `finish`

use lazy_mmu_core::{NoLazyMmu, OwingGuard};

fn main() {
    OwingGuard::<NoLazyMmu>::enable();
}
