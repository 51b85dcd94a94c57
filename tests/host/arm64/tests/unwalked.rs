//! Tables that no walker reads yet: their setters emit nothing. And entries that are plain `u64`s.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIshst, Isb, Store};
use lazy_mmu_arm64::record::take;
use lazy_mmu_arm64::{
    El1, Level, before_root_is_loaded, change_pte, entries_mut, entry_at, entry_mut,
    queue_pte_barriers, set_pte, set_ptes, set_table, tlb, try_set,
};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, Unwalked, flush};
use model_kernel::kernel::{Recorded, barriers, settled};

const LEAF: u64 = 0b11;

#[test]
fn setters_of_unwalked_tables_are_stores_and_nothing_else() {
    let entries: [AtomicU64; 4] = Default::default();
    let stored = |entry: &AtomicU64, descriptor| Store {
        entry: std::ptr::from_ref(entry).addr() as u64,
        descriptor,
    };
    let section = LazyMmuGuard::<Unwalked>::enable();
    set_pte::<Unwalked>(&entries[0], LEAF);
    set_ptes::<Unwalked>(&entries[1..3], LEAF, 4096);
    set_table::<Unwalked>(Level::Zero, &entries[3], 0x3000 | LEAF);
    queue_pte_barriers::<Unwalked>();
    flush::<Unwalked>();
    drop(section);
    let expected: [Instruction; 4] = std::array::from_fn(|index| {
        stored(&entries[index], [LEAF, LEAF, LEAF | 0x1000, LEAF | 0x3000][index])
    });
    assert_eq!(take(), expected);
}

#[test]
fn loading_a_root_orders_all_stores_once() {
    before_root_is_loaded();
    assert_eq!(take(), [DsbIshst]);
}

#[test]
fn an_unwalked_table_leaves_a_section_of_the_kernels_as_it_is() {
    let entry = AtomicU64::new(0);
    let _section = LazyMmuGuard::<Recorded>::enable();
    set_pte::<Unwalked>(&entry, LEAF);
    assert!(settled());
    queue_pte_barriers::<Recorded>();
    flush::<Unwalked>();
    assert_eq!(barriers(), []);
    assert!(!settled());
}

/// `try_set` and the invalidations take no mode.
#[test]
fn try_set_and_invalidations_are_for_walked_tables() {
    try_set(&AtomicU64::new(0), LEAF).unwrap();
    assert_eq!(barriers(), [DmbIshst, DsbIshst, Isb]);
    tlb::invalidate_all::<El1>();
    assert!(barriers().len() > 3);
}

#[test]
fn entries_that_are_plain_words_are_stored_like_others() {
    let mut table = [0_u64; 4];
    let at = table.as_ptr().addr() as u64;
    set_pte::<NoLazyMmu>(entry_mut(&mut table[1]), LEAF);
    assert_eq!(take(), [Store { entry: at + 8, descriptor: LEAF }, DsbIshst, Isb]);
    set_ptes::<Unwalked>(entries_mut(&mut table[2..]), LEAF, 4096);
    assert_eq!(take().len(), 2);
    assert_eq!(table, [0, LEAF, LEAF, LEAF + 4096]);
    // SAFETY: nobody else uses the table meanwhile.
    let entry = unsafe { entry_at(&raw mut table[0]) };
    change_pte(entry, LEAF);
    assert_eq!(entry.load(Relaxed), LEAF);
    assert_eq!(table[0], LEAF);
    assert!(entries_mut(&mut []).is_empty());
}
