//! Sections in which nothing is stored; and nested sections: each level is a call that stores,
//! calls the next level in a section, and stores again.

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{Arm64Mode, set_pte};
use lazy_mmu_core::{LazyMmuGuard, Mode, PauseGuard, Unsettled, lazy_mmu};

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

#[inline(never)]
pub(crate) extern "C" fn flushing<M: Arm64Mode>(depth: usize, entry: &AtomicU64, descriptor: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    set_pte::<M>(entry, descriptor);
    if depth > 1 {
        flushing::<M>(depth - 1, entry, descriptor);
    }
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
pub(crate) extern "C" fn deferring<M: Arm64Mode>(depth: usize, entry: &AtomicU64, descriptor: u64) {
    level_deferring::<M>(depth, entry, descriptor).leave(); // the outermost one has flushed
}

#[inline(never)]
#[lazy_mmu(defer, platform = M)]
fn level_deferring<M: Arm64Mode>(
    depth: usize,
    entry: &AtomicU64,
    descriptor: u64,
) -> Unsettled<(), M> {
    set_pte::<M>(entry, descriptor);
    if depth > 1 {
        level_deferring::<M>(depth - 1, entry, descriptor).leave();
    }
    set_pte::<M>(entry, descriptor);
    Unsettled::new(())
}

#[inline(never)]
pub(crate) extern "C" fn empty<M: Mode>(depth: usize) {
    let _section = LazyMmuGuard::<M>::enable();
    if depth > 1 {
        empty::<M>(depth - 1);
    }
}
