//! `Global` in a kernel that registers `NoLazyMmu`.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::Instruction::{DsbIshst, Isb};
use lazy_mmu_arm64::set_pte;
use lazy_mmu_core::{Global, LazyMmuGuard, flush, is_active, lazy_mmu};
use model_kernel::kernel::barriers;

lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

/// A function as a library writes it.
#[lazy_mmu(guard = mmu)]
fn library(entry: &AtomicU64) {
    let _pause = mmu.pause();
    mmu.suspend(|| assert!(!is_active::<Global>()));
    set_pte::<Global>(entry, 1);
    flush::<Global>();
}

#[test]
fn every_store_of_a_library_is_eager_and_its_sections_do_nothing() {
    library(&AtomicU64::new(0));
    assert_eq!(barriers(), [DsbIshst, Isb]);
    drop(LazyMmuGuard::<Global>::enable());
    assert!(!is_active::<Global>());
    assert_eq!(barriers(), []);
}
