//! A program that does not link, as no platform is registered.

// `Global` without a kernel: the linker names the symbol, and the symbol says what to do.
//~ lazy-mmu 0.1: write `lazy_mmu_core::set_platform!(MyKernel);` exactly once, in the kernel's binary (enable)
#[lazy_mmu_core::lazy_mmu]
fn map() {}

fn main() {
    map();
}
