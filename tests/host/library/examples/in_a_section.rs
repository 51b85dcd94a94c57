//! An example is a program of its own.

lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);

fn main() {
    assert_eq!(host_library::map(3), 3, "without the mode each store takes effect at once");
}
