//! A kernel that is built without the mode, and still has its slots.

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{NoLazyMmu as Mode, Slot};

// A handler is announced to a slot of no platform.
//~ error[E0277]: `NoLazyMmu` is not a platform of the lazy MMU mode
//~ name the type that stands for your kernel here; `Global` and `NoLazyMmu` have no slot
pub fn handler(slot: &Slot<Arm64>) {
    let _handler = slot.interrupt::<Mode>();
}

// A task ends.
//~ error[E0277]: `NoLazyMmu` is not a platform of the lazy MMU mode
pub fn end_of_a_task(slot: &Slot<Arm64>) {
    slot.retire::<Mode>();
}

fn main() {}
