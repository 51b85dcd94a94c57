//! Two faults of translation that the MMU, when asked, knows nothing of: an access as if from EL0
//! to what TCR_EL1.E0PD1 keeps from EL0, and a fetch from a tagged address where TCR_EL1.TBID0 has
//! tags count. Each is genuine: the handler does not retry it.
#![no_std]
#![no_main]

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::{Readable, TCR_EL1, Writeable};
use kernel::{
    Kernel, Outcome, during_next_fault, retries, space, try_call, try_read, try_read_as_user,
};
use lazy_mmu_arm64::{El1, tlb};
use paging::{Attributes, Pages, map_pages, unmap_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: u64 = 0xffff_8000_0000_0000;
/// The first access to an entry of the root table that no other program uses.
const FAR_AWAY: u64 = 0xffff_c000_0000_0000;
const TBI0: u64 = 1 << 37;
const TBID0: u64 = 1 << 51;
const E0PD1: u64 = 1 << 56;

fn main() {
    map(ADDRESS);
    assert_eq!((try_read(ADDRESS), retries()), (Outcome::Done, 0));
    assert_eq!((try_read_as_user(ADDRESS), retries()), (Outcome::PermissionFault, 0));
    println!("a kernel page, read as if from EL0: a permission fault");

    with_tcr(E0PD1, || {
        assert_eq!((try_read_as_user(ADDRESS), retries()), (Outcome::TranslationFault, 0));
        println!("the same with E0PD1: a translation fault, and no retry");

        // A fault of level 0 as well, and this one is cured.
        during_next_fault(|| map(FAR_AWAY));
        assert_eq!((try_read(FAR_AWAY), retries()), (Outcome::Done, 1));
        println!("a new entry of the root table, with E0PD1: one retry");
    });

    let function = call_me as extern "C" fn() as usize as u64;
    let tagged = function | 0x2a << 56;
    with_tcr(TBI0, || {
        // SAFETY: a function of that kind; the branch drops the tag.
        assert_eq!((unsafe { try_call(tagged) }, retries()), (Outcome::Done, 1));
        println!("a call of a tagged address: done");
    });
    with_tcr(TBI0 | TBID0, || {
        // SAFETY: nothing is there.
        assert_eq!((unsafe { try_call(tagged) }, retries()), (Outcome::TranslationFault, 1));
        println!("the same with TBID0: a translation fault, and no retry");
        // SAFETY: a function of that kind.
        assert_eq!((unsafe { try_call(function) }, retries()), (Outcome::Done, 1));
    });
    unmap_pages::<Kernel>(space(), Pages::new(ADDRESS, 1)).expect("it is mapped");
}

extern "C" fn call_me() {}

fn map(address: u64) {
    let frame = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), address, &frame, Attributes::READ_WRITE)
        .expect("frames for tables");
}

/// Runs `f` with these bits of TCR_EL1 set.
fn with_tcr(bits: u64, f: impl FnOnce()) {
    let before = TCR_EL1.get();
    set_tcr(before | bits);
    f();
    set_tcr(before);
}

fn set_tcr(value: u64) {
    TCR_EL1.set(value);
    isb(SY);
    tlb::invalidate_all::<El1>();
}
