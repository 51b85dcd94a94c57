//! Entries and slots of arm64, with types that are not arm64's.

use std::sync::atomic::AtomicU64;

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{Mode, Slot};

// An entry of arm64 is stored through a mode of any architecture.
//~ page-table entries of arm64 cannot be stored through a platform of another architecture
//~ is not `lazy_mmu_arm64::Arm64`
//~ for a platform, set `type Arch = lazy_mmu_arm64::Arm64;` in its `impl Platform`
//~ in a generic function, write `M: lazy_mmu_arm64::Arm64Mode`
pub fn entry_of_another_architecture<M: Mode>(entry: &AtomicU64) {
    lazy_mmu_arm64::set_pte::<M>(entry, 3);
}

// The kernel's own type is no platform yet.
//~ error[E0277]: `MyKernel` is not a lazy MMU mode of arm64
//~ neither a `Platform` with `type Arch = Arm64`, nor `Global`, `NoLazyMmu` or `Unwalked`
//~ implement `lazy_mmu_core::Platform` for `MyKernel`; if it is a type parameter, write `MyKernel: lazy_mmu_arm64::Arm64Mode`
struct MyKernel;

pub fn entry_of_no_platform() {
    lazy_mmu_arm64::set_pte::<MyKernel>(&AtomicU64::new(0), 3);
}

// The parameter of `Arm64` is no regime.
//~ is not a translation regime
//~ neither `El1`, nor `El2`, nor `LinuxEl1`
//~ name the regime that the kernel runs in, as in `Arm64<El2>`: `lazy_mmu_arm64::El1`, `El2` or `LinuxEl1`
struct El3;

pub static REGIME_OF_ANOTHER_TYPE: Slot<Arm64<El3>> = Slot::new(());

fn main() {}
