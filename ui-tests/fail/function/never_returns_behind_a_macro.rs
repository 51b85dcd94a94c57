//! The `!` is where the user wrote it.

use lazy_mmu_core::lazy_mmu;

macro_rules! task {
    ($name:ident -> $result:ty) => {
        #[lazy_mmu]
        fn $name() -> $result {
            loop {}
        }
    };
}

task!(idle -> !);

fn main() {}
