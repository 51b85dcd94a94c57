//! A page is written to before its entry has taken effect.

use lazy_mmu_core::{NoLazyMmu, Unsettled};

fn map_page() -> Unsettled<Box<u64>, NoLazyMmu> {
    Unsettled::new(Box::new(0))
}

fn main() {
    *map_page() = 1;
}
