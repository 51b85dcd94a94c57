//! `Global` is no answer to what it stands for.
//~ cannot be registered as the platform
//~ neither a `Platform` nor `NoLazyMmu`
//~ write `set_platform!(MyKernel);` with the type that implements `lazy_mmu_core::Platform`; `Global` only stands for it

lazy_mmu_core::set_platform!(lazy_mmu_core::Global);

fn main() {}
