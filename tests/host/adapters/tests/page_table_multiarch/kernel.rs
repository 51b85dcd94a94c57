//! A kernel of two tasks, each with a slot, of which the test says which one runs, and whether a handler does.

use std::cell::Cell;

use lazy_mmu_arm64::{Arm64, record};
use lazy_mmu_core::{InterruptGuard, Platform, Slot};

thread_local! {
    static TASKS: Cell<&'static [Slot<Arm64>; 2]> = Cell::new(boot());
    static CURRENT: Cell<usize> = const { Cell::new(0) };
    static IN_INTERRUPT: Cell<bool> = const { Cell::new(false) };
}

fn boot() -> &'static [Slot<Arm64>; 2] {
    Box::leak(Box::new([const { Slot::new(()) }; 2]))
}

fn current() -> &'static Slot<Arm64> {
    &TASKS.get()[CURRENT.get()]
}

/// The platform.
pub struct Kernel;

impl Kernel {
    /// Tasks that have done nothing, and nothing on record.
    pub fn restart() {
        TASKS.set(boot());
        CURRENT.set(0);
        IN_INTERRUPT.set(false);
        record::take();
    }

    /// From here on `task` runs.
    pub fn switch_to(task: usize) {
        CURRENT.set(task);
    }

    /// What the kernel's own flag says.
    pub fn set_in_interrupt(in_interrupt: bool) {
        IN_INTERRUPT.set(in_interrupt);
    }

    /// A handler of a kernel that has no such flag.
    pub fn handler() -> InterruptGuard<'static, Self> {
        current().interrupt()
    }

    /// Whether the current task owes nothing.
    pub fn is_settled() -> bool {
        current().is_settled()
    }
}

impl Platform for Kernel {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        IN_INTERRUPT.get()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        f(current())
    }
}
