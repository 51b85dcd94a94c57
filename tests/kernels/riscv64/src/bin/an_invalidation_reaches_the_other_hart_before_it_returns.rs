//! A page that one hart protects or unmaps, in a section too, can not be used by the other one from
//! then on, although it has used it before.
//!
//! QEMU caches valid entries, for each hart: without the fence on the other one this fails.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU64, Ordering::SeqCst};

use lazy_mmu_core::section;
use riscv64_kernel::{
    Frame, Kernel, Outcome, PAGES, map_pages, on_other_hart, protect_page, try_read, try_write,
    unmap_page,
};
use semihosting::println;

riscv64_kernel::program!(main);

/// How far the two have come.
static STEP: AtomicU64 = AtomicU64::new(0);

fn main() {
    map_pages::<Kernel>(PAGES.start, Frame::each().take(1));
    on_other_hart(other, || {
        section::<Kernel, _>(|_| {
            wait_for(1);
            protect_page(PAGES.start);
            STEP.store(2, SeqCst);
            wait_for(3);
            unmap_page(PAGES.start);
            STEP.store(4, SeqCst);
        });
    });
}

fn other() {
    assert_eq!(try_write(PAGES.start, 1), Outcome::Done);
    STEP.store(1, SeqCst);
    wait_for(2);
    assert_eq!(try_write(PAGES.start, 2), Outcome::Fault);
    assert_eq!(try_read(PAGES.start), (Outcome::Done, 1));
    println!("protected: the other hart may read, and not write");
    STEP.store(3, SeqCst);
    wait_for(4);
    assert_eq!(try_read(PAGES.start), (Outcome::Fault, 0));
    println!("unmapped: the other hart may not read");
}

fn wait_for(step: u64) {
    while STEP.load(SeqCst) != step {
        core::hint::spin_loop();
    }
}
