//! Tasks: each has a stack and the slot of the lazy MMU mode, and keeps its core.

use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

use aarch64_rt::Stack;
use lazy_mmu_arm64::Arm64;
use lazy_mmu_core::Slot;

use crate::ported;
use crate::switch::{self, TaskStack};

/// A task.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) lazy_mmu: Slot<Arm64>,
    stack_pointer: AtomicUsize,
}

/// The boot code, until there are tasks; the first task from then on.
static BOOT: Task = Task::new();
pub(super) static WORKER: Task = Task::new();
static mut WORKERS_STACK: TaskStack = Stack::new();

/// The task that runs. There is one from the first instruction on.
static CURRENT: AtomicPtr<Task> = AtomicPtr::new((&raw const BOOT).cast_mut());

impl Task {
    const fn new() -> Self {
        Self { lazy_mmu: Slot::new(()), stack_pointer: AtomicUsize::new(0) }
    }
}

/// The task that runs.
pub(super) fn current() -> &'static Task {
    // SAFETY: it points to a task, and tasks are statics.
    unsafe { &*CURRENT.load(Relaxed) }
}

/// Has the worker begun, and wait for its next turn.
pub(super) fn spawn_worker() {
    let stack = &raw mut WORKERS_STACK;
    // SAFETY: whoever ran on it is gone: the kernel before the port is, when the one after it
    // begins.
    let stack_pointer = unsafe { switch::new_stack::<Task>(stack, work) };
    WORKER.stack_pointer.store(stack_pointer, Relaxed);
    switch_to(&WORKER);
}

/// The context switch. No `switch_out`: the task goes on on this core.
#[inline(never)]
pub(super) fn switch_to(next: &'static Task) {
    let this = current();
    CURRENT.store((&raw const *next).cast_mut(), Relaxed);
    // SAFETY: `next` does not run, so its stack pointer is saved, or was just made.
    unsafe { switch::stacks(this, this.stack_pointer.as_ptr(), next.stack_pointer.load(Relaxed)) };
}

extern "C" fn work(_: &'static Task) -> ! {
    loop {
        switch_to(&BOOT);
        ported::end();
    }
}
