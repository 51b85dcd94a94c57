//! The fence of each store: deferred, or at once.

use std::sync::atomic::AtomicU64;

use lazy_mmu_core::{NoLazyMmu, section};
use lazy_mmu_riscv64::record::Instruction::{self, RemoteSfenceVma, SfenceVma, SfenceVmaAll};
use lazy_mmu_riscv64::{
    Access, change_pte, invalidate, invalidate_all, record, set_pte, set_table, settle_fault,
};

use crate::kernel::{Kernel, PAGES, READ_ONLY, READ_WRITE, Tables, Task, address};

/// Returns the fences that `f` records, without its stores.
fn fences(f: impl FnOnce()) -> Vec<Instruction> {
    record::take();
    f();
    record::take()
        .into_iter()
        .filter(|instruction| !matches!(instruction, Instruction::Store { .. }))
        .collect()
}

#[test]
fn mapping_fences_for_each_page_eagerly_and_once_in_a_section() {
    Task::start();
    let tables = Tables::new();
    let map = || (0..PAGES).for_each(|page| tables.map(page));
    let each: Vec<_> = (0..PAGES).map(|page| SfenceVma(address(page))).collect();
    assert_eq!(fences(map), each);
    assert_eq!(fences(|| section::<Kernel, _>(|_| map())), [SfenceVmaAll]);
}

#[test]
fn what_is_not_valid_defers_nothing() {
    let entry = AtomicU64::new(0);
    let stores = || {
        set_pte::<NoLazyMmu>(&entry, READ_WRITE & !1, address(0));
        set_table::<NoLazyMmu>(&entry, 0);
        change_pte(&entry, READ_WRITE);
    };
    assert_eq!(fences(stores), []);
}

#[test]
fn without_the_mode_each_store_is_fenced() {
    let entry = AtomicU64::new(0);
    assert_eq!(
        fences(|| set_pte::<NoLazyMmu>(&entry, READ_WRITE, address(3))),
        [SfenceVma(address(3))]
    );
    assert_eq!(fences(|| set_table::<NoLazyMmu>(&entry, 1)), [SfenceVmaAll]);
}

#[test]
fn a_table_is_ordered_after_its_contents_and_a_leaf_need_not_be() {
    Task::start();
    let tables = Tables::new();
    record::take();
    section::<Kernel, _>(|_| {
        tables.map(0);
        tables.link();
    });
    let ordered: Vec<_> = record::take()
        .into_iter()
        .filter_map(|instruction| {
            if let Instruction::Store { ordered, .. } = instruction { Some(ordered) } else { None }
        })
        .collect();
    assert_eq!(ordered, [false, true]);
}

#[test]
fn an_invalidation_fences_here_and_everywhere_at_once() {
    Task::start();
    section::<Kernel, _>(|_| {
        let two = fences(|| invalidate(address(0), 2));
        assert_eq!(
            two,
            [
                SfenceVma(address(0)),
                SfenceVma(address(1)),
                RemoteSfenceVma { start: address(0), size: 0x2000 }
            ]
        );
        let everything = [SfenceVmaAll, RemoteSfenceVma { start: 0, size: u64::MAX }];
        assert_eq!(fences(|| invalidate(address(0), 65)), everything);
        assert_eq!(fences(invalidate_all), everything);
    });
}

#[test]
fn a_settled_fault_fences_once_whatever_was_deferred_and_a_genuine_one_never() {
    Task::start();
    let tables = Tables::new();
    let settles = |leaf| fences(|| assert!(settle_fault::<Kernel>(Access::Load, || leaf)));
    assert_eq!(settles(Some(READ_WRITE)), [SfenceVmaAll], "outside of a section");
    section::<Kernel, _>(|_| {
        assert_eq!(settles(Some(READ_WRITE)), [SfenceVmaAll], "where nothing was deferred");
        tables.map(0);
        assert_eq!(settles(Some(READ_WRITE)), [SfenceVmaAll], "where something was");
    });
    for leaf in [None, Some(0), Some(READ_ONLY)] {
        assert_eq!(
            fences(|| assert!(!settle_fault::<Kernel>(Access::Store, || leaf))),
            [],
            "{leaf:?}"
        );
    }
}

#[test]
fn an_access_is_allowed_by_what_the_leaf_says() {
    const USER: u64 = 1 << 4;
    const CLEAN: u64 = READ_WRITE & !(1 << 7);
    const OLD: u64 = READ_WRITE & !(1 << 6);
    for (access, pte, allowed) in [
        (Access::Load, READ_WRITE, true),
        (Access::Store, READ_WRITE, true),
        (Access::Fetch, READ_WRITE, false),
        (Access::Fetch, 0b0100_1001, true),
        (Access::Load, 0b0100_1001, false),
        (Access::Store, READ_ONLY, false),
        (Access::Load, CLEAN, true),
        (Access::Store, CLEAN, false),
        (Access::Load, OLD, false),
        (Access::Load, READ_WRITE | USER, false),
        (Access::Load, READ_WRITE & !1, false),
    ] {
        assert_eq!(access.is_allowed_by(pte), allowed, "{access:?} of {pte:#b}");
    }
    assert_eq!(
        [12, 13, 15, 2].map(Access::from_scause),
        [Some(Access::Fetch), Some(Access::Load), Some(Access::Store), None]
    );
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "`tp` is 0, so there is no current task: call `set_current`")]
fn a_store_without_a_current_task_panics_and_names_set_current() {
    let entry = AtomicU64::new(0);
    set_pte::<Kernel>(&entry, READ_WRITE, address(0));
}
