//! Sections and pauses in which nothing is stored.

use lazy_mmu_core::{LazyMmuGuard, Mode, PauseGuard};

#[inline(never)]
pub(crate) extern "C" fn pair<M: Mode>() {
    let _section = LazyMmuGuard::<M>::enable();
}

#[inline(never)]
pub(crate) extern "C" fn nested_pairs<M: Mode>() {
    let _outer = LazyMmuGuard::<M>::enable();
    let _inner = LazyMmuGuard::<M>::enable();
}

#[inline(never)]
pub(crate) extern "C" fn pause<M: Mode>() {
    let _pause = PauseGuard::<M>::pause();
}
