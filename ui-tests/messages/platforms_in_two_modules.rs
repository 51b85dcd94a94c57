//! A program that the compiler refuses once all else is right.

// Two answers to what `Global` means.
//~ lazy-mmu 0.1: write `lazy_mmu_core::set_platform!(MyKernel);` exactly once, in the kernel's binary
mod kernel {
    lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
}

mod driver {
    lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
}

fn main() {}
