//! A pause that nobody keeps.
//~ the pause ends when this guard drops: write `let _pause = …`, as `let _ = …` ends it at once

use lazy_mmu_core::{NoLazyMmu, PauseGuard};

fn main() {
    PauseGuard::<NoLazyMmu>::pause();
}
