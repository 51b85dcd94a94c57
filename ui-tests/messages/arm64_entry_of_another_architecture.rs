//! An entry of arm64 is stored through a platform whose architecture is not.
//~ page-table entries of arm64 cannot be stored through a platform of another architecture
//~ is not `lazy_mmu_arm64::Arm64`
//~ for a platform, set `type Arch = lazy_mmu_arm64::Arm64;` in its `impl Platform`
//~ in a generic function, write `M: lazy_mmu_arm64::Arm64Mode`

use std::sync::atomic::AtomicU64;

use lazy_mmu_core::Mode;

pub fn map<M: Mode>(entry: &AtomicU64) {
    lazy_mmu_arm64::set_pte::<M>(entry, 3);
}

fn main() {}
