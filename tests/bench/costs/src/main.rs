//! Counts each call of the mode, in each contract with the kernel, call and return included.
//!
//! The program announces each region as `WHAT; BY; HOW MANY`, and `cargo xtask bench` makes tables
//! of them. It builds this program at several levels of optimization.
#![no_std]
#![no_main]

use core::hint::black_box;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bench_library::{CALLS_BY_GLOBAL, Calls, Fill, Store, Table, count, fill_by_hand};
use kernel::{Counting, CpuLocal, Kernel, PerCpuAsking, Task};
use lazy_mmu_arm64::switch_out;
use lazy_mmu_core::{Global, LazyMmuGuard, Mode, NoLazyMmu, defer};
use semihosting::println;

kernel::program!(main);

/// The slot is in the CPU's variables. A count in the task keeps the task on its CPU, and stores
/// ask for that count.
type PerCpu = PerCpuAsking<true, false>;

/// The slot is in the task; handlers announce themselves to it.
static ANNOUNCED: Calls = Calls::of::<Kernel>();
static COUNTED: Calls = Calls::of::<Counting>();
static PER_CPU: Calls = Calls::of::<PerCpu>();
// The same by closures.
static ANNOUNCED_BY_CLOSURE: Calls = Calls::by_closures_of::<Kernel>();
static COUNTED_BY_CLOSURE: Calls = Calls::by_closures_of::<Counting>();
static PER_CPU_BY_CLOSURE: Calls = Calls::by_closures_of::<PerCpu>();
// Stores that pin, because they do not ask; and stores that ask for the pin and the handler.
static PER_CPU_PINNING: Calls = Calls::of::<PerCpuAsking<false, false>>();
static PER_CPU_COUNTED: Calls = Calls::of::<PerCpuAsking<true, true>>();
static OFF: Calls = Calls::of::<NoLazyMmu>();

static TABLE: Table = [const { AtomicU64::new(0) }; 512];
const PAGES: [u64; 5] = [1, 2, 16, 256, 512];
const PAGE: u64 = 0b11 | 1 << 10 | 1 << 54;

fn main() {
    all::<Kernel>("handlers announced", &ANNOUNCED);
    all::<Counting>("handlers counted", &COUNTED);
    all::<PerCpu>("slot per CPU", &PER_CPU);
    all::<PerCpuAsking<false, false>>("slot per CPU, pinned by each store", &PER_CPU_PINNING);
    all::<PerCpuAsking<true, true>>("slot per CPU, handlers counted", &PER_CPU_COUNTED);
    all::<Kernel>("handlers announced, closures", &ANNOUNCED_BY_CLOSURE);
    all::<Counting>("handlers counted, closures", &COUNTED_BY_CLOSURE);
    all::<PerCpu>("slot per CPU, closures", &PER_CPU_BY_CLOSURE);
    all::<Global>("Global, without LTO", &CALLS_BY_GLOBAL);
    all::<NoLazyMmu>("eager", &OFF);
    maps("a loop of pages in a section", "by hand", black_box(fill_by_hand));

    call("a handler", "handlers announced", handler);
    let _section = LazyMmuGuard::<Kernel>::enable();
    let _ = defer::<Kernel>();
    call("a handler in a section that defers", "handlers announced", handler);
    call("a task switch", "slot per task", switch);
    call("a task switch", "slot per CPU", switch_per_cpu);
}

fn all<M: Mode>(by: &str, calls: &'static Calls) {
    // `black_box`, so that nothing is inlined or compiled for these arguments.
    let calls = black_box(calls);
    code("pair", by, calls.pair as *const ());
    code("a section with a store", by, calls.map as *const ());
    code("a loop of pages in a section", by, calls.fill as *const ());
    call("pair", by, calls.pair);
    call("two nested pairs", by, calls.nested_pairs);
    store("a section with a store", by, calls.map);
    store("a deferring section with a store", by, calls.map_deferring);
    maps("a loop of pages in a section", by, calls.fill);
    maps("a run of pages in a section", by, calls.fill_run);
    let callback = (calls.callback as *const ()).expose_provenance() as u64;
    for pages in PAGES {
        // SAFETY: the arguments are a table, a number of its leaves, an address, a callback, and
        // the word that it adds.
        unsafe {
            count(
                "apply_to_page_range",
                by,
                pages as usize,
                calls.apply as *const (),
                [table(), pages, 0, callback, PAGE],
            )
        }
    }
    let _section = LazyMmuGuard::<M>::enable();
    call("pause and resume in a section", by, calls.pause);
    store("the first store in a section", by, calls.store);
    store("a store in a section", by, calls.store);
    store("a deferring section with a store in a section", by, calls.map_deferring);
    store("a section with a store in a section", by, calls.map);
}

/// Prints the address of a function; the symbol there has its size.
fn code(what: &str, by: &str, function: *const ()) {
    println!("code: {what}; {by}; {:#x}", function.expose_provenance());
}

fn maps(what: &str, by: &str, fill: Fill) {
    for pages in PAGES {
        TABLE.iter().for_each(|entry| entry.store(0, Relaxed));
        // SAFETY: the arguments are a table, a number of its leaves, and the first descriptor.
        unsafe { count(what, by, pages as usize, fill as *const (), [table(), pages, PAGE, 0, 0]) }
    }
}

fn call(what: &str, by: &str, function: extern "C" fn()) {
    // SAFETY: it takes no arguments.
    unsafe { count(what, by, 1, function as *const (), [0; 5]) }
}

fn store(what: &str, by: &str, function: Store) {
    // SAFETY: the arguments are the first entry of a table, and a descriptor.
    unsafe { count(what, by, 1, function as *const (), [table(), PAGE, 0, 0, 0]) }
}

fn table() -> u64 {
    (&raw const TABLE).expose_provenance() as u64
}

#[inline(never)]
extern "C" fn handler() {
    let _handler = Task::current().lazy_mmu.interrupt::<Kernel>();
}

#[inline(never)]
extern "C" fn switch() {
    switch_out();
}

#[inline(never)]
extern "C" fn switch_per_cpu() {
    CpuLocal::now().lazy_mmu.switching::<PerCpu>();
    switch_out();
}
