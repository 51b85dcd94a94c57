//! The fault handler asks `settle_fault`: an address that translates by now is tried again, any
//! other fault is genuine.
#![no_std]
#![no_main]

use kernel::{Kernel, Meter, Outcome, Qemu, Task, during_next_fault, retries, space, try_read};
use lazy_mmu_arm64::{queue_pte_barriers, settle_fault};
use lazy_mmu_core::section;
use paging::{Attributes, map_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: u64 = 0xffff_8000_0000_0000;
/// Of a data access of this exception level, at level 3.
const TRANSLATION_FAULT: u64 = 0x25 << 26 | 0b00_0111;

fn main() {
    assert_eq!(try_read(ADDRESS), Outcome::TranslationFault);
    assert!(!settle_fault::<Kernel>(TRANSLATION_FAULT, ADDRESS));
    assert_eq!(retries(), 0);
    println!("not mapped: the fault is genuine");

    // QEMU caches no invalid entry, so the entry has to come after the fault and before its
    // handler, as from another CPU.
    during_next_fault(map);
    assert_eq!(try_read(ADDRESS), Outcome::Done);
    assert_eq!(retries(), 1);
    println!("mapped meanwhile: tried again, and done");

    Qemu.count(format_args!("settle, nothing deferred"), || {
        assert!(settle_fault::<Kernel>(TRANSLATION_FAULT, ADDRESS))
    });
    section::<Kernel, _>(|_| {
        queue_pte_barriers::<Kernel>();
        Qemu.count(format_args!("settle, a pair deferred"), || {
            assert!(settle_fault::<Kernel>(TRANSLATION_FAULT, ADDRESS))
        });
        assert!(Task::current().lazy_mmu.is_settled());
    });
}

fn map() {
    let frame = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), ADDRESS, &frame, Attributes::READ_WRITE)
        .expect("frames for tables");
}
