//! A softirq, served with interrupts allowed at the end of an interrupt, is interrupted itself, and
//! so is the next one, which a second interrupt raises there. Sections mean nothing in any of them,
//! each store is settled at once, and what the task below deferred stays so.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kernel::{
    Kernel, Meter, Qemu, Task, interrupt, raise_softirq, retries, space, take_interrupts,
};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, is_active, section};
use paging::{Attributes, Frame, Pages, map_pages, unmap_pages};
use semihosting::println;
use spin::Once;

kernel::program!(main);

/// The handlers' own page.
const PAGE: Pages = Pages::new(0xffff_8000_0000_0000, 1);
static FRAME: Once<Frame> = Once::new();

/// Handlers that ran, softirqs included.
static RAN: AtomicU32 = AtomicU32::new(0);

fn main() {
    take_interrupts();
    FRAME.call_once(|| space().alloc_page::<Kernel>().expect("a frame"));
    use_a_page(); // once before, for the tables
    let slot = &Task::current().lazy_mmu;

    Qemu.count(format_args!("interrupted in no section"), || interrupt(first));
    assert_eq!(
        (slot.counts(), slot.is_settled(), slot.in_interrupt()),
        (Counts::default(), true, false)
    );

    section::<Kernel, _>(|section| {
        queue_pte_barriers::<Kernel>();
        Qemu.count(format_args!("interrupted in a section that has stored"), || interrupt(first));
        assert_eq!(
            (slot.counts(), slot.is_settled(), slot.in_interrupt()),
            (Counts { enable: 1, pause: 0 }, true, false)
        );
        assert!(is_active::<Kernel>());
        Qemu.count(format_args!("the flush of that section, behind those of the handler"), || {
            section.flush()
        });

        let pause = section.pause();
        Qemu.count(format_args!("interrupted in a pause"), || interrupt(first));
        assert_eq!(
            (slot.counts(), slot.is_settled(), slot.in_interrupt()),
            (Counts { enable: 1, pause: 1 }, true, false)
        );
        drop(pause);
        assert!(is_active::<Kernel>());
    });
    assert_eq!((RAN.load(Relaxed), retries()), (3 * 5, 0));
    println!(
        "the first softirq was interrupted twice; the second of these interrupts had a softirq too, which was interrupted once"
    );
}

fn first() {
    is_eager(2);
    raise_softirq(softirq);
}

/// Interrupted in a section of its own, by one that raises another softirq.
fn softirq() {
    is_eager(2);
    let section = LazyMmuGuard::<Kernel>::enable();
    let before = state();
    interrupt(|| is_eager(2));
    interrupt(|| raise_softirq(softirq_in_a_softirq));
    assert_eq!(state(), before);
    drop(section);
    is_eager(0);
}

fn softirq_in_a_softirq() {
    is_eager(2);
    let before = state();
    let pause = PauseGuard::<Kernel>::pause();
    interrupt(|| is_eager(2));
    drop(pause);
    assert_eq!(state(), before);
}

/// Of the slot of the task that was interrupted, as it is seen from a handler.
fn state() -> (Counts, bool, bool) {
    let slot = &Task::current().lazy_mmu;
    (slot.counts(), slot.is_settled(), slot.in_interrupt())
}

/// Here a section means nothing, and a page can be used at once. `pairs` is 0 where a handler looks
/// for the second time.
fn is_eager(pairs: u32) {
    let (counts, _, in_interrupt) = state();
    assert!(in_interrupt && !is_active::<Kernel>());
    section::<Kernel, _>(|_| {
        assert!(!is_active::<Kernel>());
        (0..pairs).for_each(|_| queue_pte_barriers::<Kernel>());
        use_a_page();
    });
    assert_eq!(state(), (counts, true, true), "the end of its section has flushed");
    RAN.fetch_add(u32::from(pairs > 0), Relaxed);
}

fn use_a_page() {
    let frame = [*FRAME.get().expect("taken at the start")];
    map_pages::<Kernel>(space(), PAGE.addresses().start, &frame, Attributes::READ_WRITE)
        .expect("its tables are there");
    Qemu.check(space(), PAGE, &frame);
    unmap_pages::<Kernel>(space(), PAGE).expect("just mapped");
}
