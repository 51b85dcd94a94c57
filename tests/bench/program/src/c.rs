//! The measured functions in C, `c/lazy_mmu.c`. They are linked here twice and called as those in
//! Rust: with the mode in C, and with the mode in Rust by the calls that `export_c!` defines.

use core::hint::black_box;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use bench_library::{Callback, Functions, Table, count};
use lazy_mmu_arm64::{Arm64, TaskRegister, TpidrEl1};
use lazy_mmu_core::{Platform, Slot, Violation};
use paging::Page;
use semihosting::println;

use crate::Space;
use crate::space::FIRST;

/// `struct task` of the exported mode.
#[repr(C)]
struct Task {
    lazy_mmu: Slot<Arm64>,
    irq_depth: AtomicU32,
}

/// The platform of C callers: as in Linux, a word of the task says whether a handler runs.
struct Exported;

impl Platform for Exported {
    type Arch = Arm64;

    #[inline(always)]
    fn in_interrupt() -> bool {
        // SAFETY: `exported_start` has set it to a task that lives for ever.
        unsafe { TpidrEl1::current::<Task>() }.irq_depth.load(Relaxed) != 0
    }

    #[inline(always)]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        // SAFETY: as above.
        f(&unsafe { TpidrEl1::current::<Task>() }.lazy_mmu)
    }

    fn report(violation: Violation) {
        panic!("the calls of C are out of pair: {violation}");
    }
}

lazy_mmu_arm64::export_c!(Exported);

/// Declares one of the two, as `NAME`: the prefix of its functions in C. Measures it.
macro_rules! measured {
    ($NAME:ident, $fill:ident $start:ident $enable:ident $disable:ident $pair:ident $nested_pairs:ident $pause:ident $set_pte:ident $set_ptes:ident
     $nested:ident $apply:ident $callback:ident $nest:ident $nest_empty:ident) => {
        unsafe extern "C" {
            // SAFETY: the first call makes a task that the others run as, and the types are those
            // in C.
            safe fn $start();
            safe fn $fill(table: &Table, count: usize, first: u64);
            safe fn $enable();
            safe fn $disable();
            safe fn $pair();
            safe fn $nested_pairs();
            safe fn $pause();
            fn $set_pte(root: &Page, start: u64, count: usize, first: u64);
            fn $set_ptes(root: &Page, start: u64, count: usize, first: u64);
            fn $nested(root: &Page, start: u64, count: usize, first: u64);
            fn $apply(root: &Page, start: u64, count: usize, callback: Callback, data: u64);
            safe fn $callback(entry: &AtomicU64, address: u64, data: u64);
            safe fn $nest(depth: usize, entry: &AtomicU64, descriptor: u64);
            safe fn $nest_empty(depth: usize);
        }

        static $NAME: Functions = Functions {
            pair: $pair,
            nested_pairs: $nested_pairs,
            pause: $pause,
            set_pte: $set_pte,
            set_ptes: $set_ptes,
            nested: $nested,
            nested_deferring: None,
            apply: $apply,
            callback: $callback,
            nest: $nest,
            nest_deferring: None,
            nest_empty: $nest_empty,
        };
    };
}

measured!(C, c_fill c_start c_enable c_disable c_pair c_nested_pairs c_pause c_set_pte c_set_ptes
          c_nested c_apply_to_page_range c_callback c_nest c_nest_empty);
measured!(EXPORTED, exported_fill exported_start exported_enable exported_disable exported_pair exported_nested_pairs exported_pause exported_set_pte
          exported_set_ptes exported_nested exported_apply_to_page_range exported_callback exported_nest exported_nest_empty);

static TABLE: Table = [const { AtomicU64::new(0) }; 512];

/// A loop of pages into one table, as bench-costs has it.
fn loops(by: &str, fill: extern "C" fn(&Table, usize, u64)) {
    for pages in [1, 2, 16, 256, 512_usize] {
        TABLE.iter().for_each(|entry| entry.store(0, Relaxed));
        let arguments = [(&raw const TABLE).expose_provenance() as u64, pages as u64, FIRST, 0, 0];
        // SAFETY: the arguments are a table with as many entries, the number to store, and the
        // first.
        unsafe {
            count(
                "a loop of pages in a section",
                by,
                pages,
                black_box(fill) as *const (),
                arguments,
            )
        }
    }
}

/// The warning of the C version.
#[unsafe(no_mangle)]
extern "C" fn c_warn() {
    panic!("the counters of the C version are out of pair");
}

pub(crate) fn all(space: &Space) {
    println!("gcc: {}", env!("GCC_VERSION"));
    c_start();
    crate::all(space, "C", &C, |f| {
        c_enable();
        f();
        c_disable();
    });
    loops("C", c_fill);
    exported_start();
    crate::all(space, "C, calling here", &EXPORTED, |f| {
        exported_enable();
        f();
        exported_disable();
    });
    loops("C, calling here", exported_fill);
}
