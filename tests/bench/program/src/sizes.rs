//! The sizes of the types of the mode and the adapters, announced as `bytes: WHAT; HOW MANY`.

use core::mem::size_of;

use aarch64_paging::Mapping;
use aarch64_paging::paging::El1And0;
use kernel::Kernel;
use lazy_mmu_arm64::{
    Arm64, aarch64_paging as lazy_paging, page_table_multiarch as lazy_multiarch,
};
use lazy_mmu_core::{
    Arch, DeferringGuard, Global, InterruptGuard, LazyMmuGuard, NoLazyMmu, PauseGuard, Slot,
    Unsettled,
};
use page_table_multiarch::aarch64::{A64PageTable, A64PageTableCursor};
use semihosting::println;

type Multiarch = A64PageTable<crate::page_table_multiarch::Pool>;
type Paging = crate::aarch64_paging::Pool;

macro_rules! say {
    ($($what:literal: $type:ty),* $(,)?) => {
        $(println!("bytes: {}; {}", $what, size_of::<$type>());)*
    };
}

pub(crate) fn all() {
    say! {
        "a slot of arm64": Slot<Arm64>,
        "what arm64 keeps in it": <Arm64 as Arch>::Local,
        "LazyMmuGuard": LazyMmuGuard<Kernel>,
        "LazyMmuGuard of Global": LazyMmuGuard<Global>,
        "LazyMmuGuard of NoLazyMmu": LazyMmuGuard<NoLazyMmu>,
        "DeferringGuard": DeferringGuard<Kernel>,
        "PauseGuard": PauseGuard<'static, Kernel>,
        "InterruptGuard": InterruptGuard<'static, Kernel>,
        "an address": u64,
        "Unsettled of an address": Unsettled<u64, Kernel>,
        "Mapping of aarch64-paging": Mapping<Paging, El1And0>,
        "Lazy of aarch64-paging": lazy_paging::Lazy<Paging, El1And0>,
        "a table of page_table_multiarch": Multiarch,
        "Lazy of page_table_multiarch": lazy_multiarch::Lazy<Multiarch, Kernel>,
        "a cursor of page_table_multiarch": A64PageTableCursor<'static, crate::page_table_multiarch::Pool>,
        "LazyCursor of page_table_multiarch": lazy_multiarch::LazyCursor<'static, Multiarch, Kernel>,
    }
}
