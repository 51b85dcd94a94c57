//! A regime of the kernel's own, and any regime: of neither is it known what a CPU walks. Where a method is called the compiler says in its own
//! words which trait is wanted.
//~ error[E0277]: it is not known what a CPU walks in the regime `Host`
//~ does not implement `lazy_mmu_arm64::aarch64_paging::WalkedRegime`
//~ if `Host` is a type parameter, write `Host: lazy_mmu_arm64::aarch64_paging::WalkedRegime`
//~ if it is a regime of the kernel's own, implement that for it: `walks` (are this CPU's walkers on this root?), where `false` is always right, and costs

use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, VirtualAddress};
use aarch64_paging::paging::{Constraints, MemoryRegion, Translation, TranslationRegime};
use aarch64_paging::{MapError, Mapping};
use lazy_mmu_arm64::aarch64_paging::LazyMapping;
use lazy_mmu_core::NoLazyMmu;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host;

impl TranslationRegime for Host {
    type Attributes = El1Attributes;
    type Asid = ();
    type VaRange = ();

    fn invalidate_va(_: VirtualAddress) {}

    unsafe fn activate(_: PhysicalAddress, (): (), (): ()) -> usize {
        0
    }

    unsafe fn deactivate(_: usize, (): (), (): ()) {}
}

pub fn boot<T: Translation<El1Attributes>>(mapping: Mapping<T, Host>) {
    start(mapping);
}

fn start(_: impl LazyMapping) {}

pub fn map<T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &mut Mapping<T, R>,
    page: &MemoryRegion,
    frame: PhysicalAddress,
    flags: R::Attributes,
) -> Result<(), MapError> {
    mapping.map_range_lazily::<NoLazyMmu>(page, frame, flags, Constraints::empty())
}

fn main() {}
