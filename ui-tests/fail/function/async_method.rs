//! The same for a method, in a pause.

use lazy_mmu_core::lazy_mmu;

struct Table;

impl Table {
    #[lazy_mmu(pause)]
    pub async fn map(&mut self) {}
}

fn main() {}
