//! The task, and the platform of the lazy MMU mode: the port to this kernel.

use core::sync::atomic::AtomicU8;

use lazy_mmu_core::{Platform, Slot, Violation};
use lazy_mmu_riscv64::{Riscv64, current, set_current};
use semihosting::println;

/// A task of this kernel.
#[derive(Debug)]
pub struct Task {
    /// The state of the lazy MMU mode.
    pub lazy_mmu: Slot<Riscv64>,
    pub(crate) probe: AtomicU8,
}

/// The first task of each hart.
static FIRST: [Task; 2] = [const { Task::new() }; 2];

/// Before anything else on a hart: from here on there is a current task.
pub(crate) fn start_first(hart: usize) {
    FIRST[hart].resume();
}

impl Task {
    /// Outside any section.
    pub const fn new() -> Self {
        Self { lazy_mmu: Slot::new(()), probe: AtomicU8::new(0) }
    }

    /// The task that runs.
    #[inline(always)]
    pub fn current() -> &'static Self {
        // SAFETY: `start_first` ran before anything else did on this hart, and tasks live for ever.
        unsafe { current() }
    }

    /// Makes this hart go on as this task. A scheduler does this last, once it has the task.
    pub fn resume(&'static self) {
        // SAFETY: this kernel keeps nothing else in `tp`, and has no user mode.
        unsafe { set_current(self) }
    }
}

impl Default for Task {
    fn default() -> Self {
        Self::new()
    }
}

/// This kernel, to the lazy MMU mode.
#[derive(Debug)]
pub struct Kernel;

impl Platform for Kernel {
    type Arch = Riscv64;

    fn in_interrupt() -> bool {
        false // handlers are announced with `Slot::interrupt`; a fault runs for the task
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Riscv64>) -> R) -> R {
        f(&Task::current().lazy_mmu)
    }

    fn report(violation: Violation) {
        println!("{violation}");
    }
}
