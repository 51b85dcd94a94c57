//! Functions with futures, from 2018 on: the attribute refuses each of them once.

extern crate lazy_mmu_core;

use lazy_mmu_core::lazy_mmu;

#[lazy_mmu]
async fn function() {}

#[lazy_mmu]
fn block() {
    drop(async {});
}

mod module {
    #[::lazy_mmu_core::lazy_mmu(pause)]
    fn block_of_a_module() {
        drop(async move {});
    }
}

fn main() {}
