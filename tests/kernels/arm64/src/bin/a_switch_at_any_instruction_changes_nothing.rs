//! Each operation of the mode is left for another task at each of its instruction boundaries, in
//! every state of the slot. The other is in a section of its own all the time, and maps and uses a
//! page. Counters, deferred stores and barriers of both are what they are without the switch.
#![no_std]
#![no_main]

use kernel::neighbour::{self, neighbour};
use kernel::{Kernel, retries, sched, sweep};
use semihosting::println;

kernel::program!(main);

fn main() {
    sched::spawn(|_| swept(), 0);
    sched::spawn(|index| neighbour::<Kernel>(index, false), 1);
    sched::run(1);
    assert_eq!(retries(), 0, "no page of the other task faulted");
}

fn swept() {
    while !neighbour::are_in_sections(1) {
        sched::yield_now();
    }
    println!("switched to another task on the same CPU, and back");
    sweep::sweep::<Kernel>(boundary, |start| !start.in_handler);
    assert_ne!(neighbour::end(), 0, "the other task did something");
}

fn boundary(number: usize) {
    sweep::boundary::<Kernel>(number, || {
        assert!(neighbour::are_in_sections(1));
        assert!(sched::yield_now(), "the other task is ready");
    });
}
