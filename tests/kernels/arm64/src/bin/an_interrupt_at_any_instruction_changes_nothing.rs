//! Each operation of the mode is interrupted at each of its instruction boundaries, in every state
//! of the slot. The handler maps a page and uses it, in sections and pauses of its own. The
//! counters of the interrupted task are what they are without it, and so are its barriers and what
//! it has deferred, unless the handler has flushed that: one that is announced to the slot does.
//! One that nobody announced does, too, and loses nothing.
//!
//! Of four platforms: three announce their handlers to the slot, by the guard and by its two
//! halves, and by the guard to the slot of the CPU, which pins; one has a flag of its own.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kernel::sweep::{self, Handlers};
use kernel::{Kernel, Meter, PerCpu, Qemu, Task, retries, space};
use lazy_mmu_arm64::{Arm64, queue_pte_barriers};
use lazy_mmu_core::{
    PauseGuard, Platform, Slot, Violation, defer, flush, is_active, lazy_mmu, section,
};
use paging::{Attributes, Frame, Pages, map_pages, unmap_pages};
use semihosting::println;
use spin::Once;

kernel::program!(main);

/// The same kernel, which tells the mode of its handlers in another way: with a flag that says
/// whether one runs, or as entry code in assembly does.
struct Other<const FLAG: bool>;

static IN_HANDLER: AtomicBool = AtomicBool::new(false);

impl<const FLAG: bool> Platform for Other<FLAG> {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        FLAG && IN_HANDLER.load(Relaxed)
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(&Task::current().lazy_mmu)
    }

    fn report(violation: Violation) {
        panic!("{violation}");
    }
}

impl Handlers for Other<false> {
    fn handler(f: impl FnOnce()) {
        let interrupted = &Task::current().lazy_mmu;
        // SAFETY: as entry code does it, on the slot of the task that is interrupted; the exit is
        // below.
        unsafe { interrupted.irq_enter() };
        f();
        // SAFETY: pairs the above.
        unsafe { interrupted.irq_exit() };
    }
}

impl Handlers for Other<true> {
    fn handler(f: impl FnOnce()) {
        // No swap: a step between exclusive accesses would never let them through.
        let interrupted = IN_HANDLER.load(Relaxed);
        IN_HANDLER.store(true, Relaxed);
        f();
        IN_HANDLER.store(interrupted, Relaxed);
    }
}

/// The handler's own page.
const PAGE: Pages = Pages::new(0xffff_8000_0000_0000, 1);
static FRAME: Once<Frame> = Once::new();

fn boundary<P: Handlers>(number: usize) {
    sweep::boundary_that_may_flush::<P>(number, || P::handler(handle::<P>));
}

/// Of a platform that keeps to itself which handlers run.
fn boundary_of_a_flag(number: usize) {
    sweep::boundary::<Other<true>>(number, || Other::<true>::handler(handle::<Other<true>>));
}

/// Nobody is told of this one, so that it takes itself for the task: it joins its sections, and
/// settles what it stored.
fn boundary_of_an_unannounced(number: usize) {
    sweep::boundary_that_may_flush::<Kernel>(number, map_and_use::<Kernel>);
}

/// In a section of its own, which settles.
#[lazy_mmu(platform = P)]
fn map_and_use<P: Handlers>() {
    let frame = *FRAME.get().expect("taken at the start");
    section::<P, _>(|_| {
        map_pages::<P>(space(), PAGE.addresses().start, &[frame], Attributes::READ_WRITE)
            .expect("its tables are there");
        Qemu.check(space(), PAGE, &[frame]);
        flush::<P>();
    });
    queue_pte_barriers::<P>();
    unmap_pages::<P>(space(), PAGE).expect("just mapped");
}

#[lazy_mmu(platform = P, guard = mmu)]
fn handle<P: Handlers>() {
    assert!(!is_active::<P>() && !defer::<P>());
    let frame = *FRAME.get().expect("taken at the start");
    section::<P, _>(|_| {
        map_pages::<P>(space(), PAGE.addresses().start, &[frame], Attributes::READ_WRITE)
            .expect("its tables are there");
        Qemu.check(space(), PAGE, &[frame]);
        flush::<P>();
    });
    let pause = PauseGuard::<P>::pause();
    section::<P, _>(|_| queue_pte_barriers::<P>());
    drop(pause);
    mmu.suspend(|| unmap_pages::<P>(space(), PAGE).expect("just mapped"));
    assert_eq!(space().translate(PAGE.addresses().start), None);
    assert!(!is_active::<P>() && !defer::<P>());
}

fn main() {
    let frame = *FRAME.call_once(|| space().alloc_page::<Kernel>().expect("a frame"));
    // Once before, for the tables.
    map_pages::<Kernel>(space(), PAGE.addresses().start, &[frame], Attributes::READ_WRITE)
        .expect("frames for tables");
    unmap_pages::<Kernel>(space(), PAGE).expect("just mapped");

    println!("handlers announced by the guard");
    sweep::sweep_with_flushes::<Kernel>(boundary::<Kernel>, |_| true);
    println!("handlers announced by its two halves");
    sweep::sweep_with_flushes::<Other<false>>(boundary::<Other<false>>, |_| true);
    println!("handlers known by a flag");
    sweep::sweep::<Other<true>>(boundary_of_a_flag, |_| true);
    println!("handlers announced to the slot of the CPU");
    sweep::sweep_with_flushes::<PerCpu>(boundary::<PerCpu>, |_| true);
    println!("handlers that nobody announces");
    sweep::sweep_with_flushes::<Kernel>(boundary_of_an_unannounced, |_| true);
    assert_eq!(Task::current().preemption_off.load(Relaxed), 0, "each pin has its unpin");
    assert_eq!(retries(), 0, "no page of a handler faulted");
}
