//! An item of a trait that is not a function.

use lazy_mmu_core::lazy_mmu;

// An associated constant.
trait Constant {
    #[lazy_mmu]
    const LEVELS: usize;
}

// An associated type.
trait Type {
    #[lazy_mmu]
    type Entry;
}

fn main() {}
