//! The port to the lazy MMU mode, in three steps.

use lazy_mmu_arm64::{Arm64, SpEl0, TaskRegister, switch_out};
use lazy_mmu_core::{InterruptGuard, Platform, Reports, Slot, Violation};

// 1. A slot in the task.
pub struct Task {
    // … the fields of your task …
    pub lazy_mmu: Slot<Arm64>, // a new task has `Slot::new(())`
}

// 2. The platform: where the slot of the current task is.
pub struct MyKernel;

impl Platform for MyKernel {
    type Arch = Arm64;

    #[inline]
    fn in_interrupt() -> bool {
        false // handlers announce themselves by `irq`, below
    }

    #[inline]
    fn with_slot<R>(f: impl FnOnce(&Slot<Arm64>) -> R) -> R {
        // SAFETY: SP_EL0 points to the running task since boot, and each task has its own stack.
        f(&unsafe { SpEl0::current::<Task>() }.lazy_mmu)
    }

    fn report(violation: Violation) {
        REPORTS.remember(violation); // no printing: this may run in a handler or under a lock
    }
}

/// Mistakes in the use of the mode. The idle loop prints what `REPORTS.take()` returns.
pub static REPORTS: Reports = Reports::new();

// 3. `#[lazy_mmu]` and `Global` mean this kernel. Say so once among all crates that are linked.
lazy_mmu_core::set_platform!(MyKernel);

/// Makes `next` the current task: at boot the first one, later in each context switch. Call it with
/// interrupts masked, from a function that maps nothing: a store there may go to the old task's
/// slot.
pub fn switch_to(next: &'static Task) {
    switch_out(); // the old task may continue on another CPU
    // SAFETY: the kernel keeps nothing else in SP_EL0, and tasks live for ever.
    unsafe { SpEl0::set_current(next) }
}

/// Announces an interrupt handler, in its first line: until the guard drops, stores are eager.
pub fn irq() -> InterruptGuard<'static, MyKernel> {
    // SAFETY: as in `with_slot`; a handler runs on the stack of the task that it interrupts.
    unsafe { SpEl0::current_now::<Task>() }.lazy_mmu.interrupt::<MyKernel>()
}
