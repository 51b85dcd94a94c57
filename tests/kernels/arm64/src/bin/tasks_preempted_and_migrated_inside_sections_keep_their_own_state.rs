//! Twelve tasks on four CPUs, switched by timers and by each other wherever they are: each finds
//! its own counters, and nobody else's, after every step; each page that it maps leads where it
//! should; and no handler sees the mode of the task it interrupts.
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::Relaxed;

use kernel::sched::{self, SWITCHES};
use kernel::{Kernel, Task, interrupt_others, on_interrupt, retries, space};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, is_active, section};
use paging::{Attributes, Frame, Pages, map_pages, protect_pages, unmap_pages};
use semihosting::println;

kernel::program!(main);

const CPUS: usize = 4;
const TASKS: usize = 12;
const ROUNDS: u64 = 1000;
const PAGES: usize = 8;
/// Each task has an entry of the root table to itself, so that no two of them install the same
/// table.
const REGION: u64 = 1 << 39;
const FIRST_REGION: u64 = 0xffff_8000_0000_0000;
const PAGE: u64 = 4096;

static HANDLED: AtomicU64 = AtomicU64::new(0);

fn main() {
    on_interrupt(handler);
    for index in 0..TASKS {
        sched::spawn(task, index);
    }
    sched::run(CPUS);

    assert_eq!(retries(), 0, "a section's end left something to settle");
    println!("{TASKS} tasks on {CPUS} CPUs, {ROUNDS} rounds each: every slot was its task's own");
    for (what, times) in [
        ("interrupted", &HANDLED),
        ("preempted", &SWITCHES.preempted),
        ("preempted inside a section", &SWITCHES.preempted_in_section),
        ("migrated", &SWITCHES.migrated),
        ("migrated inside a section", &SWITCHES.migrated_in_section),
        ("migrated while deferring", &SWITCHES.migrated_deferring),
    ] {
        println!("{what}: {}", if times.load(Relaxed) > 0 { "yes" } else { "never" });
    }
}

/// On top of any task, in any state.
fn handler() {
    assert!(!is_active::<Kernel>());
    let slot = &Task::current().lazy_mmu;
    let before = slot.counts();
    section::<Kernel, _>(|section| {
        queue_pte_barriers::<Kernel>();
        let _pause = section.pause();
        assert!(!is_active::<Kernel>());
    });
    assert_eq!(
        (slot.counts(), slot.is_settled()),
        (before, true),
        "its pause flushes what the task has deferred"
    );
    HANDLED.fetch_add(1, Relaxed);
}

fn task(index: usize) {
    let mut frames = [space().root(); PAGES];
    for frame in &mut frames {
        *frame = space().frames().take().expect("a frame");
    }
    let start = FIRST_REGION + REGION * index as u64;
    for round in 0..ROUNDS {
        map_use_unmap(start, &frames, (index as u64) << 32 | round);
    }
}

/// One round: the pages are mapped in three ways, in a section, and checked as soon as they may be
/// used.
fn map_use_unmap(start: u64, frames: &[Frame; PAGES], seed: u64) {
    let (inner, paused, outer) = (&frames[..3], &frames[3..5], &frames[5..]);
    let paused_start = start + 3 * PAGE;
    let outer_start = start + 5 * PAGE;
    expect(0, 0, true);

    let section = LazyMmuGuard::<Kernel>::enable();
    expect(1, 0, true);
    map(start, inner); // a section of its own, which has ended
    expect(1, 0, true);
    check(start, inner, seed);

    let pause = section.pause();
    expect(1, 1, true);
    map(paused_start, paused);
    if seed.is_multiple_of(8) {
        interrupt_others();
    }
    expect(1, 1, true);
    check(paused_start, paused, seed);
    drop(pause);
    expect(1, 0, true);

    {
        let _nested = LazyMmuGuard::<Kernel>::enable();
        map(outer_start, outer);
        queue_pte_barriers::<Kernel>();
        expect(2, 0, false);
        sched::yield_now();
        expect(2, 0, false);
    }
    expect(1, 0, true);
    section.suspend(|| {
        expect(0, 0, true);
        sched::yield_now();
        expect(0, 0, true);
    });
    queue_pte_barriers::<Kernel>();
    expect(1, 0, false);
    check(start, frames, !seed);
    expect(1, 0, false);
    drop(section);
    expect(0, 0, true);

    protect_pages::<Kernel>(space(), Pages::new(start, PAGES), Attributes::READ_ONLY)
        .expect("mapped");
    read(start, frames, !seed);
    unmap_pages::<Kernel>(space(), Pages::new(start, PAGES)).expect("mapped");
    expect(0, 0, true);
}

/// Checks that this task's slot, on whichever CPU it runs now, agrees with the program. A handler
/// may have flushed the barriers that it had deferred.
#[track_caller]
fn expect(enable: u8, pause: u8, settled: bool) {
    let slot = &Task::current().lazy_mmu;
    assert_eq!(slot.counts(), Counts { enable, pause });
    assert!(slot.is_settled() || !settled);
    assert_eq!(is_active::<Kernel>(), enable > 0 && pause == 0);
}

fn map(start: u64, frames: &[Frame]) {
    map_pages::<Kernel>(space(), start, frames, Attributes::READ_WRITE).expect("frames for tables");
}

/// Writes through the addresses, and reads there and where the pages really are.
fn check(start: u64, frames: &[Frame], seed: u64) {
    for address in Pages::new(start, frames.len()).each() {
        let word = with_exposed_provenance_mut::<u64>(address as usize);
        // SAFETY: mapped, writable and this task's alone; a fault would be reported, and is what is
        // tested for.
        unsafe { word.write_volatile(address ^ seed) }
    }
    read(start, frames, seed);
}

fn read(start: u64, frames: &[Frame], seed: u64) {
    for (address, &frame) in Pages::new(start, frames.len()).each().zip(frames) {
        let word = with_exposed_provenance_mut::<u64>(address as usize);
        // SAFETY: mapped, and written by nobody else.
        let there = unsafe { word.read_volatile() };
        let here = space().frames().page(frame).0[0].load(Relaxed);
        assert!(there == address ^ seed && here == there, "{address:#x} is not {frame:?}");
    }
}
