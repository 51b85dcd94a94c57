//! Tasks of ArceOS's preemptive scheduler on four CPUs, each with an address space of its own,
//! preempted and migrated wherever they are: each finds its own state, and every page that it maps
//! leads where it should.

use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use axhal::percpu::this_cpu_id;
use axtask::AxCpuMask;
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, is_active};
use mapping::{Mapping, PAGE};
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::PageSize;

use crate::costs::{READ_ONLY, READ_WRITE};
use crate::handler::{HANDLED, HANDLED_IN_SECTION};
use crate::meter::{self, CPUS};
use crate::println;
use crate::space::{self, LazyTable};
use crate::task::{self, Kernel, Task, with_current};

const TASKS: usize = 12;
const ROUNDS: usize = 60;
/// A task goes on until everything has happened that should, but not for ever.
const MOST_ROUNDS: usize = 100 * ROUNDS;
/// About a second, where a time slice is 10 ms.
const MOST_WAITS: usize = 1 << 20;
const PAGES: usize = 40;
/// The same for all: each has tables of its own.
const START: usize = 0x20_0000_0000;

static SWITCHED: AtomicUsize = AtomicUsize::new(0);
static PREEMPTED_IN_SECTION: AtomicUsize = AtomicUsize::new(0);
static PREEMPTED_DEFERRING: AtomicUsize = AtomicUsize::new(0);
static PREEMPTED_BEFORE_FLUSH: AtomicUsize = AtomicUsize::new(0);
static MIGRATED_DEFERRING: AtomicUsize = AtomicUsize::new(0);
static MIGRATED_BEFORE_FLUSH: AtomicUsize = AtomicUsize::new(0);

/// Each event that must happen, and how often it did.
const COUNTED: [(&str, &AtomicUsize); 8] = [
    ("switched", &SWITCHED),
    ("interrupted", &HANDLED),
    ("interrupted in a section", &HANDLED_IN_SECTION),
    ("preempted in a section", &PREEMPTED_IN_SECTION),
    ("preempted while deferring", &PREEMPTED_DEFERRING),
    ("preempted between a change and its flush", &PREEMPTED_BEFORE_FLUSH),
    ("migrated while deferring", &MIGRATED_DEFERRING),
    ("migrated between a change and its flush", &MIGRATED_BEFORE_FLUSH),
];

/// The state of a task that the context switch sees.
#[derive(Default)]
pub struct Switches {
    /// It asks for the switch itself.
    asks: AtomicBool,
    /// A cursor of it has changed something, and not flushed.
    before_flush: AtomicBool,
}

impl Switches {
    /// `task` is switched away from.
    pub fn leave(&self, task: &Task) {
        let deferring = !task.lazy_mmu.is_settled();
        let before_flush = self.before_flush.load(Relaxed);
        let count = |counter: &AtomicUsize, holds| counter.fetch_add(usize::from(holds), Relaxed);
        count(&SWITCHED, true);
        if self.asks.load(Relaxed) {
            count(&MIGRATED_DEFERRING, deferring);
            count(&MIGRATED_BEFORE_FLUSH, before_flush);
        } else {
            count(&PREEMPTED_IN_SECTION, task.lazy_mmu.is_active());
            count(&PREEMPTED_DEFERRING, deferring);
            count(&PREEMPTED_BEFORE_FLUSH, before_flush);
        }
    }
}

/// Runs the tasks to their end.
pub fn run() {
    let tasks: Vec<_> = (0..TASKS).map(|index| task::spawn(move || rounds(index))).collect();
    for task in tasks {
        task.join();
    }
    println!(
        "{TASKS} tasks on {CPUS} CPUs, at least {ROUNDS} rounds each: every slot was its task's own"
    );
    for (what, times) in COUNTED {
        println!("{what}: {}", if times.load(Relaxed) > 0 { "yes" } else { "never" });
    }
}

fn rounds(index: usize) {
    let mut table = LazyTable::try_new().expect("a frame");
    let mut frames = space::frames(PAGES);
    space::enter(table.root_paddr());
    for round in 0..MOST_ROUNDS {
        if round >= ROUNDS && COUNTED.iter().all(|(_, times)| times.load(Relaxed) > 0) {
            break;
        }
        map_use_unmap(&mut table, &frames, index << 32 | round << 16);
        // A stale translation leads to another page now.
        frames.rotate_left(1);
    }
    space::leave();
}

/// One round, in which the task goes to the next CPU twice.
fn map_use_unmap(table: &mut LazyTable, frames: &[PhysAddr], seed: usize) {
    let start = VirtAddr::from(START);
    let (inner, outer) = frames.split_at(PAGES / 2);
    let outer_start = start + inner.len() * PAGE;
    expect(0, true);

    let section = LazyMmuGuard::<Kernel>::enable();
    expect(1, true);
    // A section of its own, which ends here.
    table.map_pages(start, inner, READ_WRITE).expect("frames for tables");
    expect(1, true);
    space::check(start, inner, seed);
    for (page, &frame) in outer.iter().enumerate() {
        table
            .cursor()
            .map(outer_start + page * PAGE, frame, PageSize::Size4K, READ_WRITE)
            .expect("frames for tables");
        expect(1, false);
    }
    linger(&PREEMPTED_DEFERRING);
    migrate();
    expect(1, false);
    section.flush();
    expect(1, true);
    space::check(outer_start, outer, seed);
    queue_pte_barriers::<Kernel>();
    expect(1, false);
    drop(section);
    expect(0, true);

    let section = LazyMmuGuard::<Kernel>::enable();
    let mut cursor = table.cursor();
    cursor.protect_region(start, PAGES / 2 * PAGE, READ_ONLY).expect("mapped");
    set(|switches| &switches.before_flush, true);
    linger(&PREEMPTED_BEFORE_FLUSH);
    migrate();
    set(|switches| &switches.before_flush, false);
    drop(cursor);
    expect(1, true);
    space::read(start, inner, seed);
    table.unmap_pages(start, PAGES / 2).expect("mapped");
    table.unmap_region(outer_start, PAGES / 2).expect("mapped");
    expect(1, true);
    drop(section);
    expect(0, true);
}

/// Stays where the caller is until `times` says that a task was preempted there: a time slice, in
/// which the others want to run too.
fn linger(times: &AtomicUsize) {
    for _ in 0..MOST_WAITS {
        if times.load(Relaxed) > 0 {
            return;
        }
        meter::wait();
    }
}

/// Tells the context switch about the current task.
fn set(flag: impl Fn(&Switches) -> &AtomicBool, value: bool) {
    with_current(|task| flag(&task.switches).store(value, Relaxed)).expect("a task of ours");
}

/// The current task goes on on the next CPU.
fn migrate() {
    set(|switches| &switches.asks, true);
    let next = (this_cpu_id() + 1) % CPUS;
    assert!(axtask::set_current_affinity(AxCpuMask::one_shot(next)));
    set(|switches| &switches.asks, false);
    assert_eq!(this_cpu_id(), next);
}

/// Checks that this task's slot, on whichever CPU it runs now, agrees with the program. A handler
/// may have flushed the barriers that it had deferred.
#[track_caller]
fn expect(enable: u8, settled: bool) {
    let (counts, is_settled) =
        with_current(|task| (task.lazy_mmu.counts(), task.lazy_mmu.is_settled()))
            .expect("a task of ours");
    assert_eq!(counts, Counts { enable, pause: 0 });
    assert!(is_settled || !settled);
    assert_eq!(is_active::<Kernel>(), enable > 0);
}
