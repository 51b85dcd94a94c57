//! The mode in C, `c/lazy_mmu.c`: linked here, and called as what is written in Rust.

use core::sync::atomic::AtomicU64;

use bench_library::{Callback, Functions};
use paging::Page;
use semihosting::println;

use crate::Space;

unsafe extern "C" {
    // SAFETY: `c_start` makes a task that these run as; they take what their types say.
    safe fn c_start();
    safe fn c_enable();
    safe fn c_disable();
    safe fn c_pair();
    safe fn c_nested_pairs();
    safe fn c_pause();
    fn c_set_pte(root: &Page, start: u64, count: usize, first: u64);
    fn c_set_ptes(root: &Page, start: u64, count: usize, first: u64);
    fn c_nested(root: &Page, start: u64, count: usize, first: u64);
    fn c_apply_to_page_range(root: &Page, start: u64, count: usize, callback: Callback, data: u64);
    safe fn c_callback(entry: &AtomicU64, address: u64, data: u64);
    safe fn c_nest(depth: usize, entry: &AtomicU64, descriptor: u64);
    safe fn c_nest_empty(depth: usize);
}

/// What the C version warns with.
#[unsafe(no_mangle)]
extern "C" fn c_warn() {
    panic!("the counters of the C version are out of pair");
}

static C: Functions = Functions {
    pair: c_pair,
    nested_pairs: c_nested_pairs,
    pause: c_pause,
    set_pte: c_set_pte,
    set_ptes: c_set_ptes,
    nested: c_nested,
    nested_deferring: None,
    apply: c_apply_to_page_range,
    callback: c_callback,
    nest: c_nest,
    nest_deferring: None,
    nest_empty: c_nest_empty,
};

pub(crate) fn all(space: &Space) {
    println!("gcc: {}", env!("GCC_VERSION"));
    c_start();
    crate::all(space, "C", &C, |f| {
        c_enable();
        f();
        c_disable();
    });
}
