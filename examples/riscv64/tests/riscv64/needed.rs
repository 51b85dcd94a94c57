//! Each fence is needed: without any one of the recorded fences of a program, some access has
//! another result.

use lazy_mmu_core::{LazyMmuGuard, section};
use lazy_mmu_riscv64::Access::{Load, Store};
use lazy_mmu_riscv64::record::Instruction::{SfenceVma, SfenceVmaAll};
use lazy_mmu_riscv64::{change_pte, invalidate, invalidate_all};

use crate::kernel::{Kernel, READ_ONLY, READ_WRITE, Task, address};
use crate::model::{Machine, Outcome};

const DONE: Outcome = Outcome::Done(READ_WRITE);

/// Returns a machine on which a page is mapped and both harts have used it.
fn in_use() -> Machine {
    Task::start();
    let mut machine = Machine::new();
    machine.on(0, |tables| {
        tables.link();
        tables.map(0);
        invalidate_all();
    });
    for hart in [0, 1] {
        assert_eq!(machine.access(hart, 0, Store), DONE);
    }
    machine.prepared();
    machine
}

#[test]
fn eager_stores_need_each_of_their_fences() {
    Task::start();
    let mut machine = Machine::new();
    machine.on(0, |tables| {
        tables.link();
        tables.map(0);
        tables.map(1);
    });
    for page in [0, 1] {
        assert_eq!(machine.access(0, page, Store), DONE);
    }
    assert_eq!(machine.not_missed(), []);
}

#[test]
fn a_section_needs_its_fence_wherever_it_ends() {
    for hart in [0, 1] {
        Task::start();
        let mut machine = Machine::new();
        let section = LazyMmuGuard::<Kernel>::enable();
        machine.on(0, |tables| {
            tables.link();
            tables.map(0);
            tables.map(1);
        });
        machine.on(hart, |_| drop(section));
        for page in [0, 1] {
            assert_eq!(machine.access(hart, page, Store), DONE);
        }
        assert_eq!(machine.not_missed(), []);
    }
}

#[test]
fn a_fault_on_another_hart_needs_the_fence_that_settles_it() {
    let mut machine = in_use();
    machine.on(0, |tables| section::<Kernel, _>(|_| tables.map(1)));
    assert_eq!(machine.access(0, 1, Store), DONE);
    assert_eq!(machine.access_and_settle(1, 1, Store), (DONE, 1));
    assert_eq!(machine.not_missed(), []);
}

/// The firmware has every hart fence, so the hart that asks fences twice.
#[test]
fn an_invalidation_needs_the_firmwares_fence_and_has_its_own_besides() {
    for pages in [1, 65] {
        for new in [0, READ_ONLY] {
            let mut machine = in_use();
            machine.on(0, |tables| {
                change_pte(&tables.leaves[0], new);
                invalidate(address(0), pages);
            });
            let outcome = if new == 0 { Outcome::Fault } else { Outcome::Done(new) };
            for hart in [0, 1] {
                assert_eq!(machine.access(hart, 0, Load), outcome);
            }
            assert_eq!(
                machine.not_missed(),
                [if pages == 1 { SfenceVma(address(0)) } else { SfenceVmaAll }]
            );
        }
    }
}
