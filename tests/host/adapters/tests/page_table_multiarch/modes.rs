//! Tables of modes that are no platform: of a kernel without the mode, and tables that are not
//! walked yet.

use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_arm64::{Arm64Mode, El1, El2, Regime};
use lazy_mmu_core::{NoLazyMmu, Unwalked, section};
use model_kernel::kernel::Recorded;
use page_table_multiarch::PageSize;

use crate::table::{Eager, READ, READ_WRITE, barriers, frame, new, only_barriers, page};

/// Returns an empty table, without the record of its making.
fn empty<M: Arm64Mode, R: Regime>() -> Lazy<Eager, M, R> {
    drop(new());
    only_barriers();
    let table = Lazy::try_new().expect("there is memory");
    barriers();
    table
}

/// Maps two pages, and returns the instructions for that, without the `dmb` of new tables.
fn map<M: Arm64Mode, R: Regime>(table: &mut Lazy<Eager, M, R>) -> Vec<Instruction> {
    for index in 0..2 {
        table
            .cursor()
            .map(page(index), frame(index), PageSize::Size4K, READ_WRITE)
            .expect("not mapped");
    }
    barriers().into_iter().filter(|&instruction| instruction != DmbIshst).collect()
}

fn operations(barriers: &[Instruction]) -> Vec<Op> {
    barriers
        .iter()
        .filter_map(
            |&instruction| {
                if let Tlbi(operation, _) = instruction { Some(operation) } else { None }
            },
        )
        .collect()
}

#[test]
fn without_the_mode_each_flush_settles_at_once() {
    let mut table = empty::<NoLazyMmu, El1>();
    section::<NoLazyMmu, _>(|_| assert_eq!(map(&mut table), [DsbIshst, Isb, DsbIshst, Isb]));
    table.cursor().unmap(page(0)).expect("mapped");
    assert_eq!(operations(&barriers()).first(), Some(&Op::Vaale1is));
}

#[test]
fn a_table_invalidates_in_the_regime_that_it_names() {
    let mut table = empty::<NoLazyMmu, El2>();
    map(&mut table);
    table.cursor().protect(page(0), READ).expect("mapped");
    assert_eq!(operations(&barriers()).first(), Some(&Op::Vale2is));
    drop(table);
    assert_eq!(operations(&barriers()).first(), Some(&Op::Alle2is));
}

#[test]
fn a_table_that_is_not_walked_needs_nothing_until_it_is_and_then_one_barrier() {
    let mut table = empty::<Unwalked, El1>();
    assert_eq!(map(&mut table), []);
    table.cursor().unmap(page(0)).expect("mapped");
    table.cursor().protect(page(1), READ).expect("mapped");
    table.eagerly(|_| ());
    assert_eq!(barriers(), []);

    let mut table = table.walked::<Recorded>();
    assert_eq!(barriers(), [DsbIshst]);
    assert_eq!(table.query(page(1)).expect("mapped").0, frame(1));
    section::<Recorded, _>(|_| {
        table.cursor().map(page(0), frame(0), PageSize::Size4K, READ_WRITE).expect("not mapped");
        assert_eq!(barriers(), []);
    });
    assert_eq!(barriers(), [DsbIshst, Isb]);
    drop(table);
    assert_eq!(operations(&barriers()).first(), Some(&Op::Vmalle1is));
}

#[test]
fn a_table_that_was_never_walked_goes_without_an_invalidation() {
    let mut table = empty::<Unwalked, El1>();
    map(&mut table);
    drop(table);
    assert_eq!(barriers(), []);
}
