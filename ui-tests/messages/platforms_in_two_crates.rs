//! A program that does not link, as two crates register a platform.

// Two answers to what `Global` means, of which the compiler sees one at a time.
//~ lazy-mmu 0.1: write `lazy_mmu_core::set_platform!(MyKernel);` exactly once, in the kernel's binary
lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

fn main() {
    messages::map(); // in a library that registers one too
}
