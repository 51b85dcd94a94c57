//! A task that changes harts inside a section takes its fence along: the new hart fences when the
//! section ends, and the old one need not.
#![no_std]
#![no_main]

use lazy_mmu_core::raw;
use lazy_mmu_riscv64::queue_fence;
use riscv64_kernel::{Kernel, PAGES, Task, count, on_other_hart};
use semihosting::println;

riscv64_kernel::program!(main);

static MIGRANT: Task = Task::new();

fn main() {
    as_migrant(|| {
        count(format_args!("a section begins on one hart, with three pages"), || {
            // SAFETY: the migrant ends it below.
            unsafe { raw::enable::<Kernel>() };
            for _ in 0..3 {
                queue_fence::<Kernel>(PAGES.start);
            }
        });
    });
    assert!(!MIGRANT.lazy_mmu.is_settled());
    let end = || {
        as_migrant(|| {
            // SAFETY: the migrant began it above.
            count(format_args!("it ends on another"), || unsafe { raw::disable::<Kernel>() });
        });
    };
    on_other_hart(end, || {});
    assert!(MIGRANT.lazy_mmu.is_settled() && !MIGRANT.lazy_mmu.is_active());
    println!("the fence went along, and is issued");
}

/// This hart runs the migrant for a while; between two harts it is the scheduler's hand-over, which
/// releases and acquires.
fn as_migrant(f: impl FnOnce()) {
    let previous = Task::current();
    MIGRANT.resume();
    f();
    previous.resume();
}
