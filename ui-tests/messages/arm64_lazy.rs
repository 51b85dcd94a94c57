//! Page tables of other crates that `Lazy` refuses.

use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, VirtualAddress};
use aarch64_paging::paging::{Constraints, MemoryRegion, Translation, TranslationRegime};
use aarch64_paging::MapError;
use lazy_mmu_arm64::Arm64;
use lazy_mmu_arm64::aarch64_paging::LazyMapping;
use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::{Mode, NoLazyMmu, Platform};
use memory_addr::VirtAddr;
use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};

// The regime is the kernel's own, and does not say what a CPU walks.
//~ error[E0277]: it is not known what a CPU walks in the regime `Host`
//~ does not implement `lazy_mmu_arm64::aarch64_paging::WalkedRegime`
//~ if `Host` is a type parameter, write `Host: lazy_mmu_arm64::aarch64_paging::WalkedRegime`
//~ if it is a regime of the kernel's own, implement that for it: `walks` (are this CPU's walkers on this root?), where `false` is always right, and costs
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

pub fn mapping_of_another_regime<T: Translation<El1Attributes>>(mapping: lazy_mmu_arm64::aarch64_paging::Lazy<T, Host>) {
    start(mapping);
}

fn start(_: impl LazyMapping) {}

// The regime is any. For a method the compiler names the missing trait in its own words.
pub fn mapping_of_any_regime<T: Translation<R::Attributes>, R: TranslationRegime>(
    mapping: &mut lazy_mmu_arm64::aarch64_paging::Lazy<T, R>,
    page: &MemoryRegion,
    frame: PhysicalAddress,
    flags: R::Attributes,
) -> Result<(), MapError> {
    mapping.map_range_lazily::<NoLazyMmu>(page, frame, flags, Constraints::empty())
}

// The type is no page table of the crate.
//~ error[E0277]: `[u64; 512]` is not a page table that can be made lazy
//~ not a `PageTable64` of `page_table_multiarch` with `VirtAddr` for its addresses
//~ name the crate's table, as in `Lazy<A64PageTable<Frames>, MyKernel>`
pub fn table_of_another_type<K: Platform<Arch = Arm64>>(table: Lazy<[u64; 512], K>) {
    drop(table);
}

// The mode is of any architecture.
//~ error[E0277]: page-table entries of arm64 cannot be stored through a platform of another architecture
//~ in a generic function, write `M: lazy_mmu_arm64::Arm64Mode`
pub fn table_of_any_mode<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler, M: Mode>(
    table: Lazy<PageTable64<D, E, H>, M>,
) {
    drop(table);
}

fn main() {}
