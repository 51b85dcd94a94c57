//! A kernel's own type before it is a platform.
//~ error[E0277]: `MyKernel` is not a lazy MMU mode of arm64
//~ neither a `Platform` with `type Arch = Arm64`, nor `Global`, nor `NoLazyMmu`
//~ implement `lazy_mmu_core::Platform` for `MyKernel`; if it is a type parameter, write `MyKernel: lazy_mmu_arm64::Arm64Mode`

use core::sync::atomic::AtomicU64;

struct MyKernel;

fn main() {
    lazy_mmu_arm64::set_pte::<MyKernel>(&AtomicU64::new(0), 3);
}
