//! The conformance suite on this kernel as it is: its own platform, which traces nothing and prints
//! what it reports; a task of its scheduler, preempted by its timer; its interrupts; its setter,
//! and pages that are read to see whether a store has taken effect. A store is interrupted by
//! single-stepping it, and the other slot is another task's.
//!
//! QEMU's walkers see an entry as soon as it is stored, so here the pages show what is lost and not
//! what is late.
#![no_std]
#![no_main]

use core::fmt;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

use kernel::{Kernel, Outcome, interrupt, judge_faults, sched, space, stepped, try_read};
use lazy_mmu_arm64::{El1, change_pte, set_pte, tlb};
use lazy_mmu_core::conformance::{self, Recorder, Subject, numbers};
use paging::{Attributes, Frame, PAGE_SIZE, Pages, map_pages, unmap_pages};
use semihosting::print;
use spin::{Mutex, Once};

kernel::program!(main);

/// Of the page with number 0.
const FIRST: u64 = 0xffff_8000_0000_0000;

/// The frame that every page is mapped to.
static FRAME: Once<Frame> = Once::new();

/// This kernel, looked at by the suite.
struct Port;

impl Subject for Port {
    type Platform = Kernel;

    const TRACES: bool = false;
    const REPORTS: bool = false;

    fn recorder() -> &'static Recorder {
        static NOTES: Recorder = Recorder::new();
        &NOTES
    }

    fn store(number: u32) {
        clear(number);
        set_pte::<Kernel>(entry(number), leaf());
    }

    /// Before each instruction until the entry is there, the last time directly before it.
    fn store_with(number: u32, before: fn()) -> bool {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        static BEFORE: Mutex<Option<fn()>> = Mutex::new(None);

        clear(number);
        NUMBER.store(number, Relaxed);
        *BEFORE.lock() = Some(before);
        let this = entry(number);
        stepped(
            |_| {
                if entry(NUMBER.load(Relaxed)).load(Relaxed) == 0 {
                    let before = *BEFORE.lock();
                    before.expect("set before stepping")();
                }
            },
            || set_pte::<Kernel>(this, leaf()),
        );
        true
    }

    fn in_interrupt(handler: fn()) {
        interrupt(handler);
    }

    fn in_other_slot(task: fn()) -> bool {
        static TASK: Mutex<Option<fn()>> = Mutex::new(None);
        static ENDED: AtomicBool = AtomicBool::new(false);

        *TASK.lock() = Some(task);
        ENDED.store(false, Relaxed);
        sched::spawn(
            |_| {
                let task = TASK.lock().take();
                task.expect("set before it was spawned")();
                ENDED.store(true, Relaxed);
            },
            0,
        );
        while !ENDED.load(Relaxed) {
            sched::yield_now();
        }
        true
    }

    fn has_settled(number: u32) -> Option<bool> {
        Some(try_read(page(number)) == Outcome::Done)
    }
}

fn page(number: u32) -> u64 {
    FIRST + u64::from(number) * PAGE_SIZE
}

fn entry(number: u32) -> &'static AtomicU64 {
    &space().entries(Pages::new(page(number), 1)).expect("their table is there")[0]
}

fn leaf() -> u64 {
    Attributes::READ_WRITE.leaf(*FRAME.get().expect("taken at the start"))
}

/// Unmaps the page, if it is mapped.
fn clear(number: u32) {
    let entry = entry(number);
    if entry.load(Relaxed) != 0 {
        change_pte(entry, 0);
        tlb::invalidate::<El1>(page(number), 1, PAGE_SIZE);
    }
}

/// The console.
struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print!("{text}");
        Ok(())
    }
}

fn main() {
    FRAME.call_once(|| space().alloc_page::<Kernel>().expect("a frame"));
    // A table for them, which stays.
    let pages = Pages::new(FIRST, numbers::<Port>() as usize);
    map_pages::<Kernel>(
        space(),
        FIRST,
        &[*FRAME.get().expect("just taken")],
        Attributes::READ_WRITE,
    )
    .expect("frames for tables");
    unmap_pages::<Kernel>(space(), Pages::new(FIRST, 1)).expect("mapped");
    assert_eq!(space().entries(pages).map(<[_]>::len), Some(pages.count()));
    // A fault is no reason to flush while it is looked at what is settled.
    judge_faults(Some(|_, _| false));
    sched::spawn(suite, 0);
    sched::run(1);
}

fn suite(_: usize) {
    let summary = conformance::run::<Port>(&mut Console).expect("the console takes everything");
    assert!(summary.is_conformant(), "{} claims failed", summary.failed);
}
