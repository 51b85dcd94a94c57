//! What the platform names as its architecture is none.
//~ error[E0277]: `Kernel` is not an architecture of the lazy MMU mode
//~ does not implement `lazy_mmu_core::Arch`
//~ on arm64, write `type Arch = lazy_mmu_arm64::Arm64;`
//~ elsewhere, implement `Arch` for `Kernel`: `type Local` (what a slot keeps), `flush` (pay what is owed) and `is_settled` (is nothing owed?)

use lazy_mmu_core::{Platform, Slot};

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

fn main() {}
