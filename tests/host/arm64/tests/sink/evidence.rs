//! The old entries show whether a change may be deferred.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::sink::{Change, Sink};
use lazy_mmu_arm64::{El1, change_pte, tlb};
use lazy_mmu_core::section;

use crate::{LEAF, Plain, assert_wrong, consume, new_leaf, page, set_leaf, with_tables};
use model_kernel::kernel::{Recorded, barriers};

#[test]
fn the_old_entry_decides_which_change_a_store_over_a_leaf_is() {
    let of = |old, new| {
        let entry = AtomicU64::new(old);
        let change = Change::store_leaf(&entry, new, 0x1000, 4096);
        assert_eq!(entry.load(Relaxed), new);
        // SAFETY: nothing is stored here.
        let said = unsafe { Change::of_leaf(old, new, 0x1000, 4096) };
        assert_eq!(
            format!("{said:?}"),
            format!("{change:?}"),
            "a kernel that stores by itself gets the same answer"
        );
        change
    };
    assert!(matches!(of(0, LEAF), Some(Change::InvalidToValid { .. })));
    assert!(matches!(of(0b10, LEAF), Some(Change::InvalidToValid { .. })));
    for (old, new) in [(LEAF, 0), (LEAF, LEAF | 1 << 7), (LEAF | 1 << 12, LEAF)] {
        assert!(matches!(
            of(old, new),
            Some(Change::LiveChange { address: 0x1000, count: 1, size: 4096 })
        ));
    }
    for (old, new) in [(0, 0), (0, 0b10), (LEAF, LEAF)] {
        assert!(of(old, new).is_none(), "{old:#b} {new:#b}");
    }
}

#[test]
fn a_run_with_one_live_leaf_in_it_is_a_live_change_and_is_stored_to_its_end() {
    let store = |old: [u64; 3], first| {
        let run = old.map(AtomicU64::new);
        let change = Change::store_leaves(&run, first, 0x5000, 4096);
        assert_eq!(run.map(AtomicU64::into_inner), [first, first + 0x1000, first + 0x2000]);
        change
    };
    for old in [[0, 0, 0], [0, 0b10, !1], [LEAF, 0, LEAF + 0x2000]] {
        assert!(matches!(store(old, LEAF), Some(Change::InvalidToValid { .. })), "{old:?}");
    }
    for (old, new) in [([0, LEAF, 0], LEAF), ([LEAF + 0x1000; 3], LEAF), ([LEAF, 0, 0], 0)] {
        let change = store(old, new);
        assert!(
            matches!(change, Some(Change::LiveChange { address: 0x5000, count: 3, size: 4096 })),
            "{old:?}"
        );
    }
    assert!(store([LEAF, LEAF + 0x1000, LEAF + 0x2000], LEAF).is_none());
    assert!(store([0, 0, 0], 0b10).is_none());
    assert!(Change::store_leaves(&[], LEAF, 0x5000, 4096).is_none());
}

const BLOCK: u64 = 0b01;
const TABLE: u64 = 0b11;
const BLOCK_SIZE: u64 = 2 << 20;

#[test]
fn a_leaf_over_a_table_invalidates_everything_as_nobody_knows_what_the_table_mapped() {
    let everything = || {
        barriers();
        tlb::invalidate_all::<El1>();
        barriers()
    };
    let stored_over = |old: u64, new: u64, size: u64| {
        // SAFETY: nothing is stored here.
        let told = unsafe { Change::of_leaf(old, new, 0, size) };
        let run = [AtomicU64::new(0), AtomicU64::new(old)];
        let in_a_run = Change::store_leaves(&run, new.wrapping_sub(size), 0, size);
        [Change::store_leaf(&AtomicU64::new(old), new, 0, size), told, in_a_run].map(|change| {
            consume::<Recorded, Plain>(change.expect("a live entry has changed"));
            barriers()
        })
    };
    let everything = everything();
    for new in [0, 0b10, 0x20_0000 | BLOCK, 0x6000 | TABLE] {
        for executed in stored_over(0x4_0000 | TABLE, new, BLOCK_SIZE) {
            assert_eq!(executed, everything, "{new:#x}");
        }
    }
    // A block of that size, and a page, which has the bits of a table.
    for (old, size) in [(0x40_0000 | BLOCK, BLOCK_SIZE), (0x4_0000 | LEAF, 4096)] {
        for executed in stored_over(old, 0, size) {
            assert_ne!(executed, everything, "{old:#x}");
        }
    }
    let link = AtomicU64::new(0x4_0000 | TABLE);
    assert!(Change::store_leaf(&link, 0x4_0000 | TABLE, 0, BLOCK_SIZE).is_none(), "the same table");
}

#[test]
fn a_table_is_not_linked_over_a_live_entry() {
    let entry = AtomicU64::new(LEAF);
    assert_eq!(Change::link_table(&entry, 0x1000 | LEAF).unwrap_err(), LEAF);
    assert_eq!(entry.load(Relaxed), LEAF);
}

#[test]
fn a_live_leaf_that_is_assumed_to_be_fresh_is_found_out() {
    let trace = with_tables();
    set_leaf(&trace, page(0), new_leaf(&trace), &mut Sink::<Recorded, Plain>::new());
    trace.access_all();
    section::<Recorded, _>(|_| {
        change_pte(trace.entry(page(0), 3).unwrap(), new_leaf(&trace));
        // SAFETY: a lie, which is the fault that is tested.
        consume::<Recorded, Plain>(unsafe { Change::invalid_to_valid() });
    });
    trace.access_all();
    assert_wrong(&trace, page(0), " or leaf ");
}
