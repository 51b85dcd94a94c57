//! A task leaks its guards and ends: reported once, with the counters, and flushed. The next task
//! gets the same memory and finds a slot as new.
#![no_std]
#![no_main]

use core::mem::forget;
use core::sync::atomic::{AtomicPtr, Ordering::Relaxed};

use kernel::{Kernel, Task, sched};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, section};
use semihosting::println;

kernel::program!(main);

/// The task that ran last, to see that its memory is used again.
static LAST: AtomicPtr<Task> = AtomicPtr::new(core::ptr::null_mut());

fn main() {
    for leaks in [1, 2, 0] {
        sched::spawn(leak, leaks);
        sched::run(1);
    }
    println!("a task without a leak is not reported");
    sched::spawn(next, 0);
    sched::run(1);
}

/// Ends in the innermost of some sections, and in a pause if there are two.
fn leak(sections: usize) {
    LAST.store((&raw const *Task::current()).cast_mut(), Relaxed);
    println!("a task ends, sections open: {sections}");
    for _ in 0..sections {
        forget(LazyMmuGuard::<Kernel>::enable());
        queue_pte_barriers::<Kernel>();
    }
    if sections > 1 {
        forget(PauseGuard::<Kernel>::pause());
    }
}

fn next(_: usize) {
    let task = Task::current();
    assert_eq!(LAST.load(Relaxed).cast_const(), &raw const *task);
    assert!(task.lazy_mmu.is_settled() && task.lazy_mmu.counts() == Counts { enable: 0, pause: 0 });
    section::<Kernel, _>(|_| {
        queue_pte_barriers::<Kernel>();
        assert_eq!(task.lazy_mmu.counts(), Counts { enable: 1, pause: 0 });
        assert!(!task.lazy_mmu.is_settled());
    });
    assert!(task.lazy_mmu.is_settled());
    println!("the next one has the same memory, and its section works");
}
