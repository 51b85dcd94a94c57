//! Each operation of the mode is moved to another CPU at each of its instruction boundaries, in
//! every state of the slot. Other tasks, in sections of their own all the time, run before and
//! behind it. Counters, deferred stores and barriers of all are what they are without the move.
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use kernel::neighbour::{self, neighbour};
use kernel::{Kernel, cpu_index, retries, sched, sweep};
use semihosting::println;

kernel::program!(main);

const CPUS: usize = 4;

fn main() {
    sched::spawn(|_| swept(), 0);
    // One for each CPU, so that there is always one to switch to.
    for index in 1..=CPUS {
        sched::spawn(|index| neighbour::<Kernel>(index, false), index);
    }
    sched::run(CPUS);
    assert_eq!(retries(), 0, "no page of another task faulted");
}

fn swept() {
    while !neighbour::are_in_sections(CPUS) {
        sched::yield_now();
    }
    println!("moved to another CPU");
    sweep::sweep::<Kernel>(boundary, |start| !start.in_handler);
    assert_ne!(neighbour::end(), 0, "the other tasks did something");
}

fn boundary(number: usize) {
    sweep::boundary::<Kernel>(number, || {
        assert!(neighbour::are_in_sections(CPUS));
        let before = cpu_index();
        while cpu_index() == before {
            sched::yield_now();
        }
    });
}
