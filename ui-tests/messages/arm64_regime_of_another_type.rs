//! A type parameter that is no regime.
//~ is not a translation regime
//~ neither `El1`, nor `El2`, nor `LinuxEl1`
//~ name the regime that the kernel runs in, as in `Arm64<El2>`: `lazy_mmu_arm64::El1`, `El2` or `LinuxEl1`

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::Slot;

struct El3;

static SLOT: Slot<Arm64<El3>> = Slot::new(());

fn main() {
    let _ = &SLOT;
}
