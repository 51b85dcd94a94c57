//! What a function returns whose section defers.

use lazy_mmu_core::{Defers, Global, Unsettled, lazy_mmu};

// Whatever it is, it has no name by which the body could ask for it.
#[lazy_mmu(defer)]
fn opaque() -> impl Defers<Global> {
    Unsettled::<(), Global>::new(())
}

// It stores later, and in no section.
#[lazy_mmu(defer)]
fn future() -> impl Future<Output = Unsettled<(), Global>> {
    async { Unsettled::new(()) }
}

fn main() {}
