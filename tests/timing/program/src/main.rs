//! Reads the generic timer around maps and unmaps, and prints the ticks of each run; the host makes
//! a table of them.
//!
//! A run has the same number of pages for every size of a call, so it takes many ticks of a coarse
//! timer too. The runs of all ways take turns, so a slow phase of the machine slows all of them
//! down. The first run is left out, because the hypervisor gives the guest its memory in it.
#![no_std]
#![no_main]

mod serial;
mod ways;

use core::arch::asm;
use core::hint::black_box;
use core::ptr::with_exposed_provenance;
use core::sync::atomic::Ordering::Relaxed;

use aarch64_cpu::registers::{CNTFRQ_EL0, MIDR_EL1, Readable};
use kernel::{Kernel, Outcome, space, try_read};
use paging::{Frame, PAGE_SIZE, Pages};

use serial::SERIAL;
use ways::WAYS;

kernel::program!(main, console: SERIAL);

/// The number of runs: `LAZY_MMU_RUNS` at build time, or enough to show a spread.
const RUNS: usize = match option_env!("LAZY_MMU_RUNS") {
    None => 101,
    Some(text) => match usize::from_str_radix(text, 10) {
        Ok(runs) if runs > 0 => runs,
        _ => panic!("LAZY_MMU_RUNS is not a number above 0"),
    },
};
/// The numbers of pages of a call: a part of a table, or all of it.
const CALLS: [usize; 3] = [1, 16, 512];
/// The number of pages of a run: eight tables.
const PAGES: usize = 4096;
const START: u64 = 0xffff_8000_0000_0000;

type Ticks = [[[u64; RUNS]; CALLS.len()]; WAYS.len()];

fn main() {
    let mut frames = [space().root(); PAGES];
    for (frame, number) in frames.iter_mut().zip(0..) {
        *frame = space().frames().take().expect("the pool has frames for the pages");
        space().frames().page(*frame).0[0].store(number, Relaxed);
    }
    // This makes the tables, which stay.
    paging::apply_to_page_range::<Kernel>(space(), Pages::new(START, PAGES), &mut |_, _| ())
        .expect("frames for the tables");

    let mut ticks: Ticks = [[[0; RUNS]; CALLS.len()]; WAYS.len()];
    for run in 0..=RUNS {
        for (index, pages) in CALLS.into_iter().enumerate() {
            for (way, &(name, f)) in WAYS.iter().enumerate() {
                let taken = time(|| all(black_box(f), pages, &frames));
                check(name, way % 2 == 0);
                if run > 0 {
                    ticks[way][index][run - 1] = taken;
                }
            }
        }
    }
    print(&ticks);
}

fn all(f: ways::Way, pages: usize, frames: &[Frame]) {
    let calls = frames.chunks_exact(pages).zip((START..).step_by(pages * PAGE_SIZE as usize));
    calls.for_each(|(frames, start)| f(Pages::new(start, pages), frames));
}

fn time(f: impl FnOnce()) -> u64 {
    let before = now();
    f();
    now() - before
}

/// Reads the virtual counter, after all earlier instructions have been executed.
fn now() -> u64 {
    let count;
    // SAFETY: it reads a register. Not `nomem`: no store moves across it.
    unsafe { asm!("isb", "mrs {}, cntvct_el0", out(reg) count, options(nostack, preserves_flags)) }
    count
}

/// Checks that each page is where it should be, which also loads as many into the TLB as fit; or
/// checks that the first and the last page are gone.
fn check(name: &str, mapped: bool) {
    if mapped {
        for (page, number) in Pages::new(START, PAGES).each().zip(0..) {
            // SAFETY: it is mapped to a frame of the pool that is nobody else's. A fault would be
            // reported, and this read looks for one.
            let word = unsafe { with_exposed_provenance::<u64>(page as usize).read_volatile() };
            assert_eq!(word, number, "{name}: {page:#x} is another page");
        }
    } else {
        for page in [START, START + (PAGES as u64 - 1) * PAGE_SIZE] {
            assert_eq!(try_read(page), Outcome::TranslationFault, "{name}: {page:#x} is there");
        }
    }
}

/// Prints a line for each fact, and one for each way and size of a call with its runs.
fn print(ticks: &Ticks) {
    macro_rules! say {
        ($($text:tt)*) => { (SERIAL.print)(format_args!($($text)*)) };
    }

    say!("midr: {:#x}\nfrequency: {}\npages: {PAGES}\n", MIDR_EL1.get(), CNTFRQ_EL0.get());
    for ((name, _), calls) in WAYS.iter().zip(ticks).filter(|((name, _), _)| !name.is_empty()) {
        for (pages, runs) in CALLS.into_iter().zip(calls) {
            say!("ticks; {name}; {pages};");
            runs.iter().for_each(|ticks| say!(" {ticks}"));
            say!("\n");
        }
    }
}
