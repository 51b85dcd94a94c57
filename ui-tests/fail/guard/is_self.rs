//! That name is taken. `r#mut` and the like are free.

use lazy_mmu_core::lazy_mmu;

struct Table;

impl Table {
    #[lazy_mmu(guard = self)]
    fn map(&mut self) {}
}

fn main() {}
