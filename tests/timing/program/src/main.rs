//! Reads the generic timer around maps and unmaps, and prints the ticks of each run; the host makes
//! them a table.
//!
//! A run is the same pages whatever a call has of them, so that it takes many ticks of a coarse
//! timer too. The runs of all ways take turns: what slows the machine down for a while slows all of
//! them down. The first is left out, as a hypervisor gives the guest its memory in it.
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

/// How many runs, a number: `LAZY_MMU_RUNS` when it is built, or as many as show a spread.
const RUNS: usize = match option_env!("LAZY_MMU_RUNS") {
    None => 101,
    Some(text) => match usize::from_str_radix(text, 10) {
        Ok(runs) if runs > 0 => runs,
        _ => panic!("LAZY_MMU_RUNS is not a number above 0"),
    },
};
/// How many pages a call has: a part of a table, or all of it.
const CALLS: [usize; 3] = [1, 16, 512];
/// How many pages a run has: eight tables.
const PAGES: usize = 4096;
const START: u64 = 0xffff_8000_0000_0000;

type Ticks = [[[u64; RUNS]; CALLS.len()]; WAYS.len()];

fn main() {
    let mut frames = [space().root(); PAGES];
    for (frame, number) in frames.iter_mut().zip(0..) {
        *frame = space().frames().take().expect("the pool has frames for the pages");
        space().frames().page(*frame).0[0].store(number, Relaxed);
    }
    // The tables, which stay.
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

/// The virtual counter, when all instructions before have been executed.
fn now() -> u64 {
    let count;
    // SAFETY: reads a register. Not `nomem`: no store moves to the other side.
    unsafe { asm!("isb", "mrs {}, cntvct_el0", out(reg) count, options(nostack, preserves_flags)) }
    count
}

/// Each page is where it should be, so all of them are in the TLB afterwards as far as there is
/// room; or the first and the last are gone.
fn check(name: &str, mapped: bool) {
    if mapped {
        for (page, number) in Pages::new(START, PAGES).each().zip(0..) {
            // SAFETY: mapped to a frame of the pool that is nobody else's; a fault would be
            // reported, and is what is looked for.
            let word = unsafe { with_exposed_provenance::<u64>(page as usize).read_volatile() };
            assert_eq!(word, number, "{name}: {page:#x} is another page");
        }
    } else {
        for page in [START, START + (PAGES as u64 - 1) * PAGE_SIZE] {
            assert_eq!(try_read(page), Outcome::TranslationFault, "{name}: {page:#x} is there");
        }
    }
}

/// A line for each fact, and for each way and size of a call one with its runs.
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
