//! A hart that faults on what another one maps meanwhile fences for itself and tries again; a fault
//! on what is not mapped is genuine.
//!
//! QEMU caches no invalid entry: the fault is had by touching the page before it is mapped, and its
//! handler waits until it is.
#![no_std]
#![no_main]

use core::hint::spin_loop;
use core::sync::atomic::{AtomicBool, Ordering::SeqCst};

use riscv64_kernel::{
    Frame, Kernel, Outcome, PAGES, count, during_next_fault, map_pages, on_other_hart, retries,
    try_read, try_write, unmap_page,
};
use semihosting::println;

riscv64_kernel::program!(main);

const WORD: u64 = 0x1234_5678_9abc_def0;

static FAULTED: AtomicBool = AtomicBool::new(false);
static MAPPED: AtomicBool = AtomicBool::new(false);

fn main() {
    on_other_hart(|| assert_eq!(try_read(PAGES.start), (Outcome::Fault, 0)), || {});
    assert_eq!(retries(), 0);
    println!("not mapped: the other hart's fault is genuine");

    during_next_fault(|| {
        FAULTED.store(true, SeqCst);
        wait_for(&MAPPED);
    });
    on_other_hart(
        || assert_eq!(try_read(PAGES.start), (Outcome::Done, WORD)),
        || {
            wait_for(&FAULTED);
            map_pages::<Kernel>(PAGES.start, Frame::each().take(1));
            assert_eq!(try_write(PAGES.start, WORD), Outcome::Done);
            MAPPED.store(true, SeqCst);
        },
    );
    assert_eq!(retries(), 1);
    println!("mapped meanwhile: the other hart tries again, and reads what was written");

    unmap_page(PAGES.start);
    during_next_fault(|| map_pages::<Kernel>(PAGES.start, Frame::each().take(1)));
    count(format_args!("a fault that is settled, and the mapping meanwhile"), || {
        assert_eq!(try_read(PAGES.start).0, Outcome::Done);
    });
    assert_eq!(retries(), 2);
}

fn wait_for(flag: &AtomicBool) {
    while !flag.load(SeqCst) {
        spin_loop();
    }
}
