//! The same without the attribute.
//~ error[E0277]: `Kernel` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, nor `NoLazyMmu`
//~ if `Kernel` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `Kernel: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`

struct Kernel;

fn main() {
    lazy_mmu_core::section::<Kernel, _>(|_| ());
}
