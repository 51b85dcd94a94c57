//! arm64 passes the conformance suite, on a real CPU's registers and in a real interrupt. It
//! prints KTAP. Then it prints that the barrier pairs that were counted from outside are those that
//! the backend told the suite of: so each of these was executed.
#![no_std]
#![no_main]

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kernel::{Meter, Qemu, interrupt, take_interrupts};
use lazy_mmu_arm64::{Arm64, emit_pte_barriers};
use lazy_mmu_core::conformance::{self, Recorder, Subject, Summary};
use lazy_mmu_core::{Arch, Event, Platform, Slot, Violation, defer};
use semihosting::{print, println};
use spin::Mutex;

kernel::program!(main);

static RECORDER: Recorder = Recorder::new();
static SLOT: Slot<Counting> = Slot::new(());
/// Pairs that were issued, deferred before or not.
static PAIRS: AtomicU32 = AtomicU32::new(0);

/// arm64, which counts its pairs.
struct Counting;

impl Arch for Counting {
    type Local = ();

    const DEFERS_BY_BIT: bool = <Arm64 as Arch>::DEFERS_BY_BIT;

    fn flush((): &()) {
        PAIRS.fetch_add(1, Relaxed);
        <Arm64 as Arch>::flush(&());
    }

    fn is_settled((): &()) -> bool {
        <Arm64 as Arch>::is_settled(&())
    }
}

/// This kernel, looked at by the suite.
struct Observed;

impl Platform for Observed {
    type Arch = Counting;

    fn in_interrupt() -> bool {
        false
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Counting>) -> R) -> R {
        f(&SLOT)
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

    /// `queue_pte_barriers`, which counts.
    fn store(_: u32) {
        if !defer::<Self>() {
            PAIRS.fetch_add(1, Relaxed);
            emit_pte_barriers();
        }
    }

    fn in_interrupt(handler: fn()) {
        *HANDLER.lock() = Some(handler);
        interrupt(announced);
    }

    fn settlements() -> Option<u32> {
        Some(PAIRS.load(Relaxed))
    }
}

static HANDLER: Mutex<Option<fn()>> = Mutex::new(None);

fn announced() {
    let _handler = SLOT.interrupt::<Observed>();
    let handler = HANDLER.lock().take();
    handler.expect("set before the interrupt")();
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
    take_interrupts();
    let mut summary = Summary::default();
    Qemu.count(format_args!("counted from outside"), || {
        summary = conformance::run::<Observed>(&mut Console).expect("the console takes everything");
    });
    assert!(summary.is_conformant(), "{} claims failed", summary.failed);
    let pairs = PAIRS.load(Relaxed);
    println!("predicted: dsb={pairs} dsb_ishst={pairs} isb={pairs}");
}
