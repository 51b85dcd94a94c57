//! The `async` is where the user wrote it.

use lazy_mmu_core::lazy_mmu;

macro_rules! map {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}

map! {
    async fn map() {}
}

fn main() {}
