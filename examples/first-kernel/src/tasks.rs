//! Tasks: two of them and the one that booted, on one CPU, in turns.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use aarch64_cpu::asm::wfi;
use aarch64_rt::Stack;
use lazy_mmu_core::Slot;
use semihosting::println;

use crate::interrupts::mask;
use crate::port::{self, MyKernel, REPORTS, Task};
use crate::switch::{self, TaskStack};

/// The task that boots is number 0, and idles later.
const TASKS: usize = 3;

/// A task of this kernel: the port's, and what the scheduler keeps of it.
struct Thread {
    task: Task,
    stack_pointer: AtomicUsize,
    lives: AtomicBool,
}

static THREADS: [Thread; TASKS] = [const { Thread::new() }; TASKS];
static mut STACKS: [TaskStack; TASKS] = [const { Stack::new() }; TASKS];
/// The number of the task that runs.
static CURRENT: AtomicUsize = AtomicUsize::new(0);

impl Thread {
    const fn new() -> Self {
        Self {
            task: Task { lazy_mmu: Slot::new(()) },
            stack_pointer: AtomicUsize::new(0),
            lives: AtomicBool::new(false),
        }
    }

    fn current() -> &'static Self {
        &THREADS[CURRENT.load(Relaxed)]
    }
}

/// Makes the boot code a task, so that there is a slot from here on.
pub fn boot() {
    THREADS[0].lives.store(true, Relaxed);
    port::switch_to(&THREADS[0].task);
}

/// Starts task `number`, which runs `job(number)`.
pub fn spawn(number: usize, job: extern "C" fn(usize) -> !) {
    let thread = &THREADS[number];
    assert!(thread.stack_pointer.load(Relaxed) == 0, "a task starts once");
    let stack = (&raw mut STACKS).cast::<TaskStack>().wrapping_add(number);
    // SAFETY: in bounds, as `thread` is, and the task starts once.
    let stack_pointer = unsafe { switch::new_stack(stack, job, number) };
    thread.stack_pointer.store(stack_pointer, Relaxed);
    thread.lives.store(true, Relaxed);
}

/// Idles until the other tasks have ended.
pub fn idle() {
    while THREADS[1..].iter().any(|thread| thread.lives.load(Relaxed)) {
        print_reports();
        wfi();
    }
}

/// Prints the mistakes that the mode has found since the last time. Returns whether there have been
/// any since boot.
pub fn print_reports() -> bool {
    static ANY: AtomicBool = AtomicBool::new(false);
    while let Some(report) = REPORTS.take() {
        println!("violation: {report}");
        ANY.store(true, Relaxed);
    }
    ANY.load(Relaxed)
}

/// Ends the current task.
pub fn exit() -> ! {
    mask();
    let Thread { task, lives, .. } = Thread::current();
    task.lazy_mmu.retire::<MyKernel>(); // reports a guard that the task has leaked
    lives.store(false, Relaxed);
    switch();
    unreachable!("a task that has ended is never switched to");
}

/// Lets the next task that lives run, if there is another one. Interrupts are masked.
///
/// Never inlined: it changes the current task, and a function that maps may not do that.
#[inline(never)]
pub fn switch() {
    let from = CURRENT.load(Relaxed);
    let others = (from + 1..from + TASKS).map(|number| number % TASKS);
    let Some(to) = others.into_iter().find(|&number| THREADS[number].lives.load(Relaxed)) else {
        return;
    };
    CURRENT.store(to, Relaxed);
    port::switch_to(&THREADS[to].task);
    let [saved, to] = [from, to].map(|number| &THREADS[number].stack_pointer);
    // SAFETY: interrupts are masked; `to` lives and does not run, so its stack pointer was saved
    // when it was switched away from, or made by `spawn`.
    unsafe { switch::stacks(saved.as_ptr(), to.load(Relaxed)) }
}
