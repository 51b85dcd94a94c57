//! Sections: with nothing stored in them; and inside one another, where each level is a call, which stores, calls the next level in a
//! section, and stores again.

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{Arm64Mode, set_pte};
use lazy_mmu_core::{LazyMmuGuard, Mode, OwingGuard, PauseGuard, Unsettled};

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
pub(crate) extern "C" fn paying<M: Arm64Mode>(depth: usize, entry: &AtomicU64, descriptor: u64) {
    let _section = LazyMmuGuard::<M>::enable();
    set_pte::<M>(entry, descriptor);
    if depth > 1 {
        paying::<M>(depth - 1, entry, descriptor);
    }
    set_pte::<M>(entry, descriptor);
}

#[inline(never)]
pub(crate) extern "C" fn owing<M: Arm64Mode>(depth: usize, entry: &AtomicU64, descriptor: u64) {
    level_owing::<M>(depth, entry, descriptor).flush();
}

#[inline(never)]
fn level_owing<M: Arm64Mode>(depth: usize, entry: &AtomicU64, descriptor: u64) -> Unsettled<(), M> {
    let section = OwingGuard::<M>::enable();
    set_pte::<M>(entry, descriptor);
    let inner = if depth > 1 { level_owing::<M>(depth - 1, entry, descriptor) } else { Unsettled::new(()) };
    set_pte::<M>(entry, descriptor);
    inner.and(section.finish(()))
}

#[inline(never)]
pub(crate) extern "C" fn empty<M: Mode>(depth: usize) {
    let _section = LazyMmuGuard::<M>::enable();
    if depth > 1 {
        empty::<M>(depth - 1);
    }
}
