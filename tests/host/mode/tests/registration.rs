//! `Global`: a library that knows no kernel, and the kernel that it is linked with.
//!
//! A kernel without the mode is in `registration_off.rs`: a binary has one registration.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::record::Instruction::{DsbIshst, Isb};
use lazy_mmu_arm64::set_pte;
use lazy_mmu_core::{Global, LazyMmuGuard, PauseGuard, flush, is_active, lazy_mmu};
use model_kernel::kernel::{Kernel, Recorded, barriers, slot};

lazy_mmu_core::set_platform!(Recorded);

/// A function as a library writes it.
#[lazy_mmu(guard = mmu)]
fn library(entries: &[AtomicU64]) {
    for entry in entries {
        set_pte::<Global>(entry, 1);
    }
    assert!(is_active::<Global>());
    assert!(is_active::<Recorded>(), "`Global` is the registered platform");
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

/// Collects the symbol of each operation.
macro_rules! symbols {
    ($($(#[$about:meta])* $operation:ident($($token:ident: $Token:ty)?) $(-> $Answer:ty)?;)*) => {
        const SYMBOLS: &[&str] = &[$(lazy_mmu_core::__symbol!(stringify!($operation))),*];
    };
}
lazy_mmu_core::__operations!(symbols, ());

/// Linkers, `objcopy` and export lists read names from files, where other names need quotes or are
/// not allowed at all.
#[test]
fn the_symbols_are_identifiers() {
    assert!(SYMBOLS.len() >= 9, "{SYMBOLS:?}");
    for symbol in SYMBOLS {
        assert!(
            symbol.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            "{symbol}"
        );
    }
}
