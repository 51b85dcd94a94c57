//! Results that a deferring section does not allow.

use lazy_mmu_core::{Defers, Global, Unsettled, lazy_mmu};

// An opaque type has no name that the inserted statement could use.
#[lazy_mmu(defer)]
fn opaque() -> impl Defers<Global> {
    Unsettled::<(), Global>::new(())
}

// A future stores later, outside of the section.
#[lazy_mmu(defer)]
fn future() -> impl Future<Output = Unsettled<(), Global>> {
    async { Unsettled::new(()) }
}

fn main() {}
