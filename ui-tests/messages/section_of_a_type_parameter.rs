//! A generic function says for what.
//~ error[E0277]: `T` is not a lazy MMU mode
//~ neither a `Platform`, nor `Global`, nor `NoLazyMmu`
//~ if `T` stands for your kernel, implement `lazy_mmu_core::Platform` for it; if it is a type parameter, write `T: lazy_mmu_core::Mode`
//~ a library that knows no kernel names `lazy_mmu_core::Global`

pub fn map<T: 'static>() {
    lazy_mmu_core::section::<T, _>(|_| ());
}

fn main() {}
