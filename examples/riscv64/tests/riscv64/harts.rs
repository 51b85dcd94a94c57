//! A fence on one hart, and the other harts, which cache as long as they may.

use lazy_mmu_core::{LazyMmuGuard, section};
use lazy_mmu_riscv64::Access::{Load, Store};
use lazy_mmu_riscv64::{change_pte, emit_fence, invalidate, invalidate_all, settle_fault};

use crate::kernel::{Kernel, READ_ONLY, READ_WRITE, Task, address};
use crate::model::{Machine, Outcome};

const DONE: Outcome = Outcome::Done(READ_WRITE);

/// Returns a machine whose table is linked, for every hart.
fn machine() -> (&'static Task, Machine) {
    let task = Task::start();
    let mut machine = Machine::new();
    machine.on(0, |tables| {
        tables.link();
        invalidate_all();
    });
    (task, machine)
}

#[test]
fn a_store_without_a_fence_does_not_reach_its_own_hart() {
    let (_, mut machine) = machine();
    machine.on(0, |tables| change_pte(&tables.leaves[0], READ_WRITE));
    assert_eq!(machine.access(0, 0, Load), Outcome::Fault);
}

#[test]
fn a_section_takes_effect_when_it_ends_and_on_its_own_hart() {
    let (_, mut machine) = machine();
    let section = LazyMmuGuard::<Kernel>::enable();
    for page in 0..4 {
        machine.on(0, |tables| tables.map(page));
        assert_eq!(machine.access(0, page, Store), Outcome::Fault, "deferred");
    }
    machine.on(0, |_| drop(section));
    for page in 0..4 {
        assert_eq!(machine.access(0, page, Store), DONE);
        assert_eq!(
            machine.access(1, page, Store),
            Outcome::Fault,
            "nobody has fenced the other hart"
        );
    }
}

#[test]
fn another_hart_settles_its_own_fault_and_one_fence_is_enough_for_the_section() {
    let (_, mut machine) = machine();
    machine.on(0, |tables| {
        section::<Kernel, _>(|_| {
            tables.map(0);
            tables.map(1);
        });
    });
    assert_eq!(machine.access_and_settle(1, 0, Store), (DONE, 1));
    assert_eq!(machine.access_and_settle(1, 1, Store), (DONE, 0));
}

#[test]
fn a_fault_inside_the_section_that_defers_settles_on_its_own_hart() {
    let (task, mut machine) = machine();
    let _section = LazyMmuGuard::<Kernel>::enable();
    machine.on(0, |tables| tables.map(0));
    assert_eq!(machine.access_and_settle(0, 0, Store), (DONE, 1));
    assert!(task.lazy_mmu.is_settled());
}

#[test]
fn a_task_that_migrates_fences_the_new_hart_and_settles_on_the_old_one_if_it_comes_back() {
    let (task, mut machine) = machine();
    let section = LazyMmuGuard::<Kernel>::enable();
    machine.on(0, |tables| tables.map(0));
    assert!(!task.lazy_mmu.is_settled(), "it is deferred in the task");
    machine.on(1, |_| drop(section));
    assert!(task.lazy_mmu.is_settled());
    assert_eq!(machine.access(1, 0, Store), DONE);
    assert_eq!(machine.access(0, 0, Store), Outcome::Fault, "the old hart was not fenced");
    assert_eq!(machine.access_and_settle(0, 0, Store), (DONE, 1));
}

#[test]
fn an_invalidation_reaches_every_hart_and_a_local_fence_would_not() {
    let (_, mut machine) = machine();
    machine.on(0, |tables| tables.map(0));
    for hart in [0, 1] {
        assert_eq!(machine.access_and_settle(hart, 0, Store).0, DONE);
    }
    // This is in a section that defers, which changes nothing here.
    section::<Kernel, _>(|_| {
        machine.on(0, |tables| {
            tables.map(1);
            change_pte(&tables.leaves[0], 0);
            emit_fence();
        });
        assert_eq!(machine.access(0, 0, Load), Outcome::Fault);
        assert_eq!(
            machine.access(1, 0, Load),
            DONE,
            "stale, without a fault that could be settled"
        );
        machine.on(0, |_| invalidate(address(0), 1));
        assert_eq!(machine.access_and_settle(1, 0, Load), (Outcome::Fault, 0), "a genuine one");
    });
}

#[test]
fn a_new_table_wants_a_fence_that_names_no_address() {
    Task::start();
    let mut machine = Machine::new();
    machine.on(0, |tables| {
        change_pte(&tables.table, 1);
        tables.map(0);
    });
    assert_eq!(
        machine.access(0, 0, Load),
        Outcome::Fault,
        "the leaf's fence does not cover the table"
    );
    machine.on(0, |tables| tables.link());
    assert_eq!(machine.access(0, 0, Load), DONE);
}

#[test]
fn a_genuine_fault_is_not_retried() {
    let (_, mut machine) = machine();
    assert_eq!(machine.access_and_settle(0, 0, Load), (Outcome::Fault, 0), "not mapped");
    machine.on(0, |tables| {
        change_pte(&tables.leaves[0], READ_ONLY);
        invalidate_all();
    });
    assert_eq!(machine.access_and_settle(0, 0, Load), (Outcome::Done(READ_ONLY), 0));
    assert_eq!(machine.access_and_settle(0, 0, Store), (Outcome::Fault, 0), "not writable");
}

#[test]
fn a_fault_in_a_handler_settles() {
    let (task, mut machine) = machine();
    let section = LazyMmuGuard::<Kernel>::enable();
    machine.on(0, |tables| tables.map(0));
    {
        let _handler = task.lazy_mmu.interrupt::<Kernel>();
        assert!(machine.on(0, |tables| settle_fault::<Kernel>(Load, || tables.find(0))));
        assert_eq!(machine.access(0, 0, Load), DONE);
    }
    assert!(task.lazy_mmu.is_settled(), "by the flush of the fault's handler");
    machine.on(0, |_| drop(section));
}
