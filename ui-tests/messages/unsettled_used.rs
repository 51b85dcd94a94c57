//! The same by a method.

use lazy_mmu_core::{NoLazyMmu, Unsettled};

fn map_page() -> Unsettled<*mut u8, NoLazyMmu> {
    Unsettled::new(std::ptr::dangling_mut())
}

fn main() {
    unsafe { map_page().write_bytes(0, 4096) };
}
