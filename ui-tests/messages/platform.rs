//! A type that is no platform, or not yet.

use lazy_mmu_core::{Global, Platform, Slot, with_active};

// `Mode` is sealed.
//~ error[E0277]: `Mode` cannot be implemented for `MyKernel`
//~ has none of the operations of a mode, which are this crate's own
//~ implement `lazy_mmu_core::Platform` for `MyKernel` instead: that makes it a `Mode`
struct MyKernel;

impl lazy_mmu_core::Mode for MyKernel {
    type Backend = Self;
}

// The platform's `Arch` is no architecture.
//~ error[E0277]: `Kernel` is not an architecture of the lazy MMU mode
//~ does not implement `lazy_mmu_core::Arch`
//~ on arm64, write `type Arch = lazy_mmu_arm64::Arm64;`
//~ elsewhere, implement `Arch` for `Kernel`: `type Local` (what a slot keeps), `flush` (issue what was deferred) and `is_settled` (is nothing deferred?)
struct Kernel;

impl Platform for Kernel {
    type Arch = Kernel;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Kernel>) -> R) -> R {
        f(&Slot::new(()))
    }
}

// `Global` has no slot.
//~ is not a platform of the lazy MMU mode
//~ does not implement `lazy_mmu_core::Platform`
//~ name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot
//~ implement `Platform` for it: `type Arch`, `in_interrupt` (does a handler run?) and `with_slot` (where is the current slot?)
pub fn slot_of_global() {
    let _ = with_active::<Global, _>(|_| ());
}

// `Global` is registered as itself.
//~ cannot be registered as the platform
//~ neither a `Platform` nor `NoLazyMmu`
//~ write `set_platform!(MyKernel);` with the type that implements `lazy_mmu_core::Platform`; `Global` only stands for it
lazy_mmu_core::set_platform!(lazy_mmu_core::Global);

fn main() {}
