//! A section of a type that is no mode, or of no type.

use lazy_mmu_core::{LazyMmuGuard, lazy_mmu};

struct Kernel;

// The kernel's type does not implement `Platform` yet.
//~ error[E0277]: `Kernel` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, `NoLazyMmu` or `Unwalked`
//~ if `Kernel` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `Kernel: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`
//~ #[lazy_mmu(platform = Kernel)] | ^^^^^^ neither a `Platform`
#[lazy_mmu(platform = Kernel)]
pub fn attribute_of_a_kernel_without_platform() {}

// The same without the attribute.
//~ error[E0277]: `Kernel` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, `NoLazyMmu` or `Unwalked`
//~ if `Kernel` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `Kernel: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`
pub fn section_of_a_kernel_without_platform() {
    lazy_mmu_core::section::<Kernel, _>(|_| ());
}

// A type parameter has no bound.
//~ error[E0277]: `T` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, `NoLazyMmu` or `Unwalked`
//~ if `T` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `T: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`
pub fn section_of_a_type_parameter<T: 'static>() {
    lazy_mmu_core::section::<T, _>(|_| ());
}

// `enable` does not name the mode.
pub fn section_of_no_type() {
    let _section = LazyMmuGuard::enable();
}

fn main() {}
