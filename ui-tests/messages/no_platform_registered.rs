//! A program that does not link, as no platform is registered.

// `Global` without a kernel: the linker names the symbol, and the symbol says what to do.
//~ lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__enable
#[lazy_mmu_core::lazy_mmu]
fn map() {}

fn main() {
    map();
}
