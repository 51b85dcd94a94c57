//! A handler that is over before it has done anything.
//~ the handler ends when this guard drops: write `let _handler = …`, as `let _ = …` ends it at once

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{Platform, Slot};

pub fn irq<P: Platform<Arch = Arm64>>(slot: &Slot<Arm64>) {
    slot.interrupt::<P>();
}

fn main() {}
