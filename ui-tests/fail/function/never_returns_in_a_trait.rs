//! Nor does a default method that never returns end its section.

use lazy_mmu_core::lazy_mmu;

trait Task {
    #[lazy_mmu]
    fn run(&self) -> ! {
        loop {}
    }
}

fn main() {}
