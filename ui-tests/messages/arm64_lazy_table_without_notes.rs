//! The kernel is a platform, and its tasks have no notes.
//~ error[E0277]: `MyKernel` has no notes of what its tasks change in page tables
//~ does not implement `lazy_mmu_arm64::page_table_multiarch::Context`
//~ name the kernel's own type: keep `Notes` in each task, beside its `Slot`, and implement `Context`, whose `with_notes` finds those of the current task

use lazy_mmu_arm64::Arm64;
use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::{Platform, Slot};
use memory_addr::VirtAddr;
use page_table_multiarch::{GenericPTE, PageTable64, PagingHandler, PagingMetaData};

struct MyKernel;

impl Platform for MyKernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&Slot::new(()))
    }
}

type PageTable<D, E, H> = Lazy<PageTable64<D, E, H>, MyKernel>;

pub fn clear<D: PagingMetaData<VirtAddr = VirtAddr>, E: GenericPTE, H: PagingHandler>(table: PageTable<D, E, H>) {
    drop(table);
}

fn main() {}
