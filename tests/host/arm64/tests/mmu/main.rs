//! This workspace's arm64 code against a model of the MMU that may do whatever the architecture
//! allows: every use of an address comes to what is meant, and every barrier and every invalidation
//! is needed for that.

// Not in Miri, where it takes more than a quarter of an hour: the model walks page tables, for each
// instruction that is taken out.
#![cfg(not(miri))]

mod deliberate_faults;
mod every_instruction_is_needed;
mod invalidations;
mod nothing_comes_between;
mod programs;
mod random;
mod replace;
mod tables;
mod tasks_and_cpus;

use model_mmu::trace::Trace;
use paging::{Frame, PAGE_SIZE};

const START: u64 = 0xffff_8000_0000_0000;
const LEAF: u64 = 0b11;
const TABLE: u64 = 0b11;
const BLOCK: u64 = 0b01;
/// The ESR of a data access of this exception level: a translation fault at level 3.
const TRANSLATION_FAULT: u64 = 0x25 << 26 | 0b00_0111;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;

/// The address of a page.
const fn page(index: u64) -> u64 {
    START + index * PAGE_SIZE
}

fn frames(trace: &Trace, count: usize) -> Vec<Frame> {
    (0..count).map(|_| trace.space.frames().take().expect("enough frames")).collect()
}

/// A leaf for a new frame.
fn leaf(trace: &Trace) -> u64 {
    frames(trace, 1)[0].address() | LEAF
}
