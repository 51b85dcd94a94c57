//! Programs of several tasks, of handlers, and on several CPUs.

use lazy_mmu_arm64::{settle_fault, switch_out, try_set};
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::{Kernel, Recorded};
use model_mmu::trace::Trace;
use paging::{Pages, unmap_pages};

use crate::programs::{store, with_tables};
use crate::{TRANSLATION_FAULT, leaf, page};

/// A task stores, migrates in its section, and stores `stores` after that.
fn migrated(stores: &[u64]) -> Trace {
    let trace = with_tables();
    let section = LazyMmuGuard::<Recorded>::enable();
    store::<Recorded>(&trace, page(0));
    switch_out();
    trace.on(1);
    stores.iter().for_each(|&address| store::<Recorded>(&trace, address));
    drop(section);
    trace.access_all();
    trace
}

/// A task migrates with a deferred pair, and defers more on the new CPU.
pub fn migrate_in_a_section() -> Trace {
    migrated(&[page(1)])
}

pub fn migrate_in_a_section_and_store_no_more() -> Trace {
    migrated(&[])
}

/// CPU 1 uses a page that is settled on CPU 0.
pub fn another_cpu_settles_its_fault() -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    trace.on(1);
    let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, page(0));
    trace.access(page(0));
    trace
}

/// CPU 0 comes first. CPU 1 finds CPU 0's entry, and uses it at once.
pub fn lose_a_try_set() -> Trace {
    let trace = with_tables();
    let (entry, mine) = (trace.entry(page(0), 3).unwrap(), leaf(&trace));
    try_set(entry, mine).unwrap();
    trace.on(1);
    assert_eq!(try_set(entry, mine | 1 << 7), Err(mine));
    trace.access(page(0));
    trace
}

/// CPU 1 has the translation in its TLB, and has synchronised when it got it. It need not do
/// anything when CPU 0 removes the translation.
pub fn another_cpu_loses_its_translation() -> Trace {
    let trace = another_cpu_settles_its_fault();
    trace.prepared();
    trace.on(0);
    unmap_pages::<Recorded>(&trace.space, Pages::new(page(0), 1)).unwrap();
    for cpu in [0, 1] {
        trace.on(cpu);
        trace.access(page(0));
    }
    trace
}

/// The handler's own stores take effect at once. The task's pair stays deferred, and the task
/// defers more after it.
pub fn a_handler_in_a_section() -> Trace {
    let trace = with_tables();
    section::<Recorded, _>(|_| {
        store::<Recorded>(&trace, page(0));
        Kernel::set_in_interrupt(true);
        store::<Recorded>(&trace, page(1));
        trace.access(page(1));
        section::<Recorded, _>(|_| {
            store::<Recorded>(&trace, page(2));
            trace.access(page(2));
        });
        Kernel::set_in_interrupt(false);
        store::<Recorded>(&trace, page(3));
    });
    trace.access_all();
    trace
}

/// The scheduler switches away from task 0 in a section; task 1 has a section of its own on the
/// same CPU; task 0 goes on elsewhere.
pub fn two_tasks_in_sections() -> Trace {
    let trace = with_tables();
    let zero = LazyMmuGuard::<Recorded>::enable();
    store::<Recorded>(&trace, page(0));
    switch_out();

    trace.on(1);
    store::<Recorded>(&trace, page(1));
    drop(zero);
    trace.access(page(0));
    trace.access(page(1));

    trace.on(0);
    Kernel::move_to(1);
    let one = LazyMmuGuard::<Recorded>::enable();
    store::<Recorded>(&trace, page(2));
    store::<Recorded>(&trace, page(3));
    drop(one);
    trace.access(page(2));
    trace.access(page(3));
    Kernel::move_to(0);
    trace
}

/// Settled means synchronised on the CPU that has flushed. A scheduler that lets a task go on
/// elsewhere synchronises there, as an exception does; or else `settle_fault` settles the task's
/// fault.
#[test]
fn a_task_that_migrates_between_sections_needs_a_context_synchronisation() {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    switch_out();
    trace.on(1);
    trace.access(page(0));
    let failure = trace.check().unwrap_err().to_string();
    assert!(
        failure.contains("CPU 1 uses 0xffff800000000000") && failure.contains("a fault"),
        "{failure}"
    );
}
