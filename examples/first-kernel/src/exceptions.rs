//! Exceptions: a fault settles what is deferred, and an interrupt may switch tasks.

use aarch64_cpu::registers::{ESR_EL1, FAR_EL1, Readable};
use aarch64_rt::{ExceptionHandlers, RegisterStateRef, exception_handlers};
use lazy_mmu_arm64::settle_fault;

use crate::port::{self, MyKernel};
use crate::{interrupts, tasks};

exception_handlers!(Handlers);

struct Handlers;

impl ExceptionHandlers for Handlers {
    /// A fault runs for the task that caused it, so this handler does not announce itself.
    extern "C" fn sync_current(state: RegisterStateRef<'_>) {
        let (esr, far) = (ESR_EL1.get(), FAR_EL1.get());
        // A CPU may fault on an entry that is stored and not settled. Then the instruction runs
        // again; every other fault is genuine.
        if !settle_fault::<MyKernel>(esr, far) {
            panic!("fault at {far:#x}: exception {esr:#x}, instruction at {:#x}", state.elr);
        }
    }

    extern "C" fn irq_current(_: RegisterStateRef<'_>) {
        let handler = port::irq();
        interrupts::handle();
        drop(handler); // before another task runs
        tasks::switch();
    }
}
