//! An item of a trait that is no function.

use lazy_mmu_core::lazy_mmu;

// A constant runs nothing at run time.
trait Constant {
    #[lazy_mmu]
    const LEVELS: usize;
}

// A name runs nothing.
trait Type {
    #[lazy_mmu]
    type Entry;
}

fn main() {}
