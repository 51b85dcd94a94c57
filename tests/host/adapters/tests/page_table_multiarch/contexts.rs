//! Changes by a handler, by another task, and in another regime.

use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_arm64::record::Instruction::{DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::LazyMmuGuard;
use model_kernel::kernel::{Kernel, Recorded, RecordedEl2, settled};
use model_kernel::slots::Observed;
use page_table_multiarch::{MappingFlags, PageSize};

use crate::recorded::{PAIR, TABLES, invalidation, with_pages};
use crate::table::{self, Eager, Editor, Table, barriers, page};

#[test]
fn a_handler_settles_at_once_and_leaves_the_tasks_changes() {
    let mut table = with_pages(1);
    let mut others = Table::try_new().expect("there is memory");
    Editor::new(&mut others).map(0, 9);
    let _section = LazyMmuGuard::<Recorded>::enable();
    let mut cursor = Editor::new(&mut table);
    cursor.map(1, 1);
    barriers();
    let mut handle = || {
        Editor::new(&mut others).map(1, 10);
        assert_eq!(barriers(), PAIR);
        Editor::new(&mut others).unmap(1);
        assert_eq!(barriers(), invalidation([1]));
    };
    {
        let slot = Recorded::slot();
        let _handler = slot.interrupt::<Recorded>();
        handle();
    }
    Kernel::set_in_interrupt(true);
    handle();
    Kernel::set_in_interrupt(false);
    drop(cursor);
    assert_eq!(barriers(), []);
    assert!(!settled());
}

/// Between a change and its flush the scheduler switches the task out, and other tasks change and
/// flush.
#[test]
fn another_task_neither_takes_a_change_nor_adds_one() {
    let mut table = with_pages(2);
    let mut others = Table::try_new().expect("there is memory");
    Editor::new(&mut others).map(0, 9);
    barriers();

    let _section = LazyMmuGuard::<Recorded>::enable();
    let mut cursor = Editor::new(&mut table);
    cursor.unmap(0);
    Kernel::move_to(1);
    {
        let _section = LazyMmuGuard::<Recorded>::enable();
        Editor::new(&mut others).map(1, 10);
        assert_eq!(barriers(), []);
    }
    assert_eq!(barriers(), PAIR);
    Kernel::move_to(0);
    drop(cursor);
    assert_eq!(barriers(), invalidation([0]));
    assert!(settled());
}

#[test]
fn invalidations_are_those_of_the_platforms_regime() {
    drop(table::new());
    barriers();
    let mut table = Lazy::<Eager, RecordedEl2>::try_new().expect("there is memory");
    barriers();
    table
        .cursor()
        .map(page(0), table::frame(0), PageSize::Size4K, MappingFlags::READ)
        .expect("not mapped");
    assert_eq!(barriers(), [&TABLES[..], &PAIR].concat());
    table.cursor().unmap(page(0)).expect("mapped");
    assert!(matches!(*barriers(), [DsbIshst, Tlbi(Op::Vale2is, _), DsbIsh, Isb]));
    drop(table);
    assert_eq!(barriers(), [DsbIshst, Tlbi(Op::Alle2is, 0), DsbIsh, Isb]);
}
