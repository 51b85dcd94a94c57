//! `Global`: a library that knows no kernel, and the kernel that it is linked with.
//!
//! One without the mode is in `registration_off.rs`: a binary has one registration.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::Instruction::{DsbIshst, Isb};
use lazy_mmu_arm64::set_pte;
use lazy_mmu_core::{Global, LazyMmuGuard, PauseGuard, flush, is_active, lazy_mmu};
use model_kernel::kernel::{Kernel, Recorded, barriers, slot};

lazy_mmu_core::set_platform!(Recorded);

/// As a library would write it.
#[lazy_mmu(guard = mmu)]
fn library(entries: &[AtomicU64]) {
    for entry in entries {
        set_pte::<Global>(entry, 1);
    }
    assert!(is_active::<Global>());
    assert!(is_active::<Recorded>(), "the two are one");
    mmu.suspend(|| assert!(!is_active::<Recorded>()));
    drop(mmu.pause());
    flush::<Global>();
}

#[test]
fn a_library_that_knows_no_kernel_batches_in_the_slot_of_the_registered_one() {
    let entries: [AtomicU64; 8] = Default::default();
    library(&entries);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert_eq!(slot::<Recorded, _>(|slot| (slot.counts().enable, slot.counts().pause)), (0, 0));
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn a_guard_of_the_library_and_one_of_the_kernel_nest() {
    let outer = LazyMmuGuard::<Recorded>::enable();
    let inner = LazyMmuGuard::<Global>::enable();
    drop(outer);
    assert!(is_active::<Recorded>());
    let pause = PauseGuard::<Global>::pause();
    let inert = LazyMmuGuard::<Global>::enable();
    drop(pause);
    drop(inner);
    drop(inert);
    assert!(!is_active::<Global>());
    assert_eq!(Kernel::pins(), 0);
}

#[test]
fn the_symbols_carry_the_version_that_must_not_change_under_them() {
    let version = concat!("lazy-mmu ", env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"), ": ");
    assert!(lazy_mmu_core::__symbol!("enable").starts_with(version));
}
