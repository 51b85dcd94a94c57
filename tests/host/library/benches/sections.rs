//! A benchmark is a program of its own. This one measures nothing.

lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

fn main() {
    assert_eq!(host_library::map(4096), 4096, "without the mode each store takes effect at once");
}
