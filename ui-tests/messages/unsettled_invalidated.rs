//! A TLB is flushed before the writes that it must see have landed.

use lazy_mmu_core::{NoLazyMmu, Unsettled};

struct Removed;

fn unmap() -> Unsettled<Removed, NoLazyMmu> {
    Unsettled::new(Removed)
}

fn tlb_flush(_: Removed) {}

fn main() {
    tlb_flush(unmap());
}
