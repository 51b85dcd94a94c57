//! The kernel is named before it says where its slots are.
//~ error[E0277]: `Kernel` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, nor `NoLazyMmu`
//~ if `Kernel` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `Kernel: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`
//~ #[lazy_mmu(platform = Kernel)] | ^^^^^^ neither a `Platform`

use lazy_mmu_core::lazy_mmu;

struct Kernel;

#[lazy_mmu(platform = Kernel)]
fn map() {}

fn main() {
    map();
}
