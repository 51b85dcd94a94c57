//! [`Tasks`]: a platform with several tasks, each with a slot, of which the test says which one runs.

use std::cell::Cell;

use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::{Platform, Slot, Violation};

use model_kernel::host::Recorded;

/// How many tasks there are.
pub const TASKS: usize = 2;

thread_local! {
    static SLOTS: [Slot<Arm64>; TASKS] = const { [const { Slot::new(()) }; TASKS] };
    static CURRENT: Cell<usize> = const { Cell::new(0) };
}

/// The platform. Interrupt context is what [`Kernel`](crate::host::Kernel) was told.
#[derive(Debug)]
pub struct Tasks;

impl Tasks {
    /// From here on `task` runs.
    pub fn switch_to(task: usize) {
        CURRENT.set(task);
    }
}

impl Platform for Tasks {
    type Arch = Arm64;

    fn in_interrupt() -> bool {
        Recorded::in_interrupt()
    }

    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        SLOTS.with(|slots| f(&slots[CURRENT.get()]))
    }

    fn report(violation: Violation) {
        Recorded::report(violation);
    }
}
