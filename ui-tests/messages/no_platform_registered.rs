//! A program that does not link, as it registers no platform.

// `Global` is used without a kernel. The linker names the symbol, which says what to do.
//~ lazy_mmu_0_1__write_set_platform_MyKernel_once_in_each_kernel_and_test_or_use_its_crate__enable
#[lazy_mmu_core::lazy_mmu]
fn map() {}

fn main() {
    map();
}
