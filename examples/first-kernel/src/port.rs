//! The port to the lazy MMU mode, in three steps: all that this kernel writes for it in one place.

use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, switch_out};
use lazy_mmu_core::{InterruptGuard, Platform, Reports, Slot, Violation};

// 1. A slot in the task. A new task starts outside of any section.
pub struct Task {
    pub lazy_mmu: Slot<Arm64>,
    // … the fields of your task …
}

impl Task {
    pub const fn new() -> Self {
        Self { lazy_mmu: Slot::new(()) }
    }
}

// 2. The platform, which finds the slot of the current task.
pub struct MyKernel;

impl Platform for MyKernel {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        false // handlers announce themselves, by `irq`
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        // SAFETY: SP_EL0 points to the running task from `boot` on; each task has its own stack.
        f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
    }

    fn report(violation: Violation) {
        REPORTS.remember(violation); // not printed here: this may run in a handler or under a lock
    }
}

/// Mistakes that the mode has found. The idle loop prints what `REPORTS.take()` returns.
pub static REPORTS: Reports = Reports::new();

// 3. `#[lazy_mmu]` means this kernel. Say so once among all crates that are linked.
lazy_mmu_core::set_platform!(MyKernel);

/// Each CPU calls this first, from a function that maps nothing: `current` is read once a function.
pub fn boot(first: &'static Task) {
    // SAFETY: the kernel keeps nothing else in SP_EL0, and tasks live for ever.
    unsafe { SpEl0::set_current(first) }
}

/// The scheduler calls this with interrupts masked, then switches stacks.
pub fn switch_to(next: &'static Task) {
    switch_out(); // the task that is left may go on on another CPU
    // SAFETY: as in `boot`; the scheduler does not ask for `current`.
    unsafe { SpEl0::set_current(next) }
}

/// A handler's first line: nothing is deferred until the guard drops.
pub fn irq() -> InterruptGuard<'static, MyKernel> {
    // SAFETY: as in `with_slot`; a handler runs on the stack of the task that it interrupts.
    unsafe { SpEl0::current_now::<Task>() }.lazy_mmu.interrupt::<MyKernel>()
}

/// A task's last line: a guard that the task has leaked is reported.
pub fn exit(task: &Task) {
    task.lazy_mmu.retire::<MyKernel>();
}
