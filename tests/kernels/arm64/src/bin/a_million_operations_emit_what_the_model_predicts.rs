//! A million times a page is mapped, protected or unmapped, by calls for up to 32 of them, in
//! nested, paused, suspended and interrupted sections of random sizes; handlers do about as much on
//! top of that. Each mapping is checked through its address, and what was executed is to the last
//! barrier what SPEC.md predicts.
//!
//! The plugin counts from outside; the harness compares that with what is predicted here.
#![no_std]
#![no_main]

use kernel::stress::{OPERATIONS, Place, Stress};
use kernel::{Kernel, Meter, Qemu, Task, interrupt, retries, take_interrupts};
use lazy_mmu_core::{Counts, is_active};
use semihosting::println;
use spin::Mutex;

kernel::program!(main);

/// The operations of the handler, on top of those of the task that it interrupts.
static HANDLER: Mutex<Option<Stress>> = Mutex::new(None);

fn main() {
    take_interrupts();
    let mut task = Stress::new(0, Place::Task(|| interrupt(handler)), true);
    *HANDLER.lock() = Some(Stress::new(1, Place::Handler, true));

    Qemu.count(format_args!("counted"), || {
        while task.operations < OPERATIONS {
            task.run();
        }
    });

    let slot = &Task::current().lazy_mmu;
    assert_eq!((slot.counts(), slot.is_settled()), (Counts { enable: 0, pause: 0 }, true));
    assert_eq!(retries(), 0, "a section's end left something to settle");
    let handler = HANDLER.lock().take().expect("made above");
    for (who, Stress { operations, calls, .. }) in [("the task", &task), ("handlers", &handler)] {
        println!("pages mapped, protected and unmapped by {who}: {operations}, in {calls} calls");
    }
    println!("E=0, P=0, nothing deferred");
    println!("predicted: {}", task.predicted.cost + handler.predicted.cost);
}

fn handler() {
    assert!(!is_active::<Kernel>());
    let mut stress = HANDLER.lock();
    stress.as_mut().expect("made before the first interrupt").run();
}
