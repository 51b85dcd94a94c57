//! riscv64 passes the conformance suite, with the current task in `tp` and in a real handler. What
//! it prints is KTAP.
#![no_std]
#![no_main]

use core::fmt;

use lazy_mmu_core::conformance::{self, Recorder, Subject, Summary};
use lazy_mmu_core::{Event, Platform, Slot, Violation};
use lazy_mmu_riscv64::{Riscv64, queue_fence};
use riscv64_kernel::{PAGES, Task, count, interrupt};
use semihosting::print;

riscv64_kernel::program!(main);

static RECORDER: Recorder = Recorder::new();

/// This kernel, looked at by the suite.
struct Observed;

impl Platform for Observed {
    type Arch = Riscv64;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Riscv64>) -> R) -> R {
        f(&Task::current().lazy_mmu)
    }

    fn trace(event: Event) {
        RECORDER.trace(event);
    }

    fn report(violation: Violation) {
        RECORDER.report(violation);
    }
}

impl Subject for Observed {
    type Platform = Self;

    fn recorder() -> &'static Recorder {
        &RECORDER
    }

    fn store(number: u32) {
        queue_fence::<Self>(PAGES.start + (u64::from(number) << 12));
    }

    fn in_interrupt(handler: fn()) {
        interrupt(handler);
    }
}

/// The console.
struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print!("{text}");
        Ok(())
    }
}

fn main() {
    let mut summary = Summary::default();
    // Nothing inside sees that a hook fences; the number of fences, from outside, does.
    count(format_args!("the suite"), || {
        summary = conformance::run::<Observed>(&mut Console).expect("the console takes everything");
    });
    assert!(summary.is_conformant(), "{} claims failed", summary.failed);
}
