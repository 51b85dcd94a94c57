//! The story: what the kernel does with the mode, and what it prints.

use core::array;
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use lazy_mmu_core::{Platform, lazy_mmu};
use semihosting::println;

use crate::interrupts;
use crate::memory::{self, FRAMES, Frame};
use crate::meter::counted;
use crate::port::MyKernel;
use crate::tables::{self, LINEAR, PAGE, map, pages, unmap};
use crate::tasks;

/// How many pages a task maps.
const COUNT: usize = 64;

/// Where task `number` maps its pages: under an entry of the root that is its own.
const fn window(number: usize) -> u64 {
    LINEAR + ((number as u64 + 1) << 39)
}

/// Boots the page tables, maps and unmaps, then lets two tasks do so at the same time.
pub fn tell() {
    counted("map 512 frames, then load their root", tables::boot);
    println!("boot:   all {FRAMES} frames are mapped, and their root is loaded");

    let (first, frames) = (window(0), frames());
    counted("map 64 pages, a call each, no section", || map_each(first, &frames));
    unmap(first, COUNT);
    counted("map 64 pages, a call each, in a section", || map_in_a_section(first, &frames));
    check(first, &frames);
    counted("unmap 64 pages by one call", || unmap(first, COUNT));
    println!("boot:   {COUNT} pages are mapped and unmapped, first without a section, then in one");

    for number in [1, 2] {
        tasks::spawn(number, task);
    }
    interrupts::start();
    tasks::idle();
    println!("tasks:  both were in a section at once, each with its own deferred barriers");
    println!("tasks:  each has written and read its {COUNT} pages, unmapped them, and ended");
}

/// One of two tasks, which the timer switches.
extern "C" fn task(number: usize) -> ! {
    let (first, frames) = (window(number), frames());
    map_side_by_side(first, &frames);
    check(first, &frames);
    unmap(first, COUNT);
    tasks::exit()
}

/// Maps pages, a call each. Each page is settled when its call returns, if no section is open.
fn map_each(first: u64, frames: &[&Frame]) {
    for (page, frame) in pages(first, frames.len()).zip(frames) {
        map::<MyKernel>(page, frame).expect("the pool has frames for the tables");
    }
}

/// Makes the same calls in a section. All pages are settled when this returns.
#[lazy_mmu]
fn map_in_a_section(first: u64, frames: &[&Frame]) {
    map_each(first, frames);
}

/// Makes them in a section that the timer interrupts. While one task waits in its section, the
/// other one begins a section of its own; the barriers of each stay deferred in its own slot.
#[lazy_mmu]
fn map_side_by_side(first: u64, frames: &[&Frame]) {
    /// How many tasks are in the middle of their section, or past it.
    static MIDDLE: AtomicUsize = AtomicUsize::new(0);

    let (half, rest) = frames.split_at(frames.len() / 2);
    map_each(first, half);
    MIDDLE.fetch_add(1, Relaxed);
    while MIDDLE.load(Relaxed) < 2 {} // until the timer has let the other task run
    let is_settled = MyKernel::with_slot(|slot| slot.is_settled());
    assert!(!is_settled, "no flush of another task takes this one's barriers");
    map_each(first + half.len() as u64 * PAGE, rest);
}

/// Takes as many frames as a task maps.
fn frames() -> [&'static Frame; COUNT] {
    array::from_fn(|_| memory::frame().expect("the pool has frames for every task"))
}

/// Writes each page by its new address, and reads it in the map of all frames.
fn check(first: u64, frames: &[&Frame]) {
    for (page, frame) in pages(first, frames.len()).zip(frames) {
        let word = with_exposed_provenance_mut::<u64>(page as usize);
        // SAFETY: mapped and settled by the caller, and no other task writes there.
        unsafe { word.write_volatile(page) }
        let word = with_exposed_provenance_mut::<u64>(tables::linear(frame) as usize);
        // SAFETY: all frames have been mapped there since boot.
        let read = unsafe { word.read_volatile() };
        assert_eq!(read, page, "{page:#x} leads to another frame");
    }
}
