//! A program that does not link, as two of its crates register a platform.

// The compiler sees one registration at a time; the linker sees both.
//~ lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__
lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

fn main() {
    messages::map(); // in a library that registers one too
}
