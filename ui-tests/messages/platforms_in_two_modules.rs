//! A program that the compiler refuses when it generates code, after all other checks.

// Two modules register a platform.
//~ lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__
mod kernel {
    lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
}

mod driver {
    lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
}

fn main() {}
