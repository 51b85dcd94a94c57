//! [`assert_agrees`]: asserts that all that is visible of a kernel agrees with the model.

use std::fmt::Debug;

#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{Arch, Platform, is_active};
use model_mode::{Keeps, Model, Seen};

use crate::kernel::Kernel;
use crate::slots::Observed;

/// An architecture that shows when its stores are settled.
pub trait Stores: Arch<Local: Default> {
    /// Whether the record has its hooks.
    const NOTES_HOOKS: bool;

    /// Stores an entry.
    fn store<P: Platform<Arch = Self>>();

    /// Returns how often something was settled since the last call, deferred before or not.
    fn settled() -> usize;
}

/// On arm64 a barrier pair settles.
#[cfg(any(not(target_arch = "aarch64"), lazy_mmu_record))]
impl Stores for Arm64 {
    const NOTES_HOOKS: bool = false;

    fn store<P: Platform<Arch = Self>>() {
        queue_pte_barriers::<P>();
    }

    fn settled() -> usize {
        let barriers = crate::kernel::barriers().len();
        assert_eq!(barriers % 2, 0, "barriers come in pairs");
        barriers / 2
    }
}

/// Returns the model of a new slot of this platform.
pub fn model<K: Platform>() -> Model {
    Model::new(if <K::Arch as Arch>::DEFERS_BY_BIT { Keeps::Bit } else { Keeps::Queue })
}

/// Compares with the model: the kernel's record and what was settled since the last call, the
/// counters, the mode, what is deferred, and the pins besides `pins`.
///
/// # Panics
///
/// Panics if anything differs, with `step` in the message.
#[track_caller]
pub fn assert_agrees<K: Observed<Arch: Stores>>(model: &mut Model, pins: i32, step: &dyn Debug) {
    let did = model.take();
    let expected = did
        .seen()
        .filter(|seen| <K::Arch as Stores>::NOTES_HOOKS || !matches!(seen, Seen::Ran(..)));
    Kernel::with_seen(|seen| {
        assert!(expected.eq(seen.iter().copied()), "{step:?}: the model {did:?}, the code {seen:?}")
    });
    assert_eq!(<K::Arch as Stores>::settled(), did.settled, "settled: {step:?}");
    let slot = K::slot();
    let here = (slot.counts(), is_active::<K>(), slot.is_settled(), Kernel::pins());
    let there = (model.counts(), model.is_active(), !model.has_deferred(), pins + model.pins());
    assert_eq!(here, there, "counters, active, settled and pins: {step:?}");
    assert!(slot.is_settled() || slot.is_active(), "only an active mode defers: {step:?}");
}
