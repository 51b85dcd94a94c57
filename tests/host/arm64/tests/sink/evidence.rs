//! What shows that a change may be deferred: the entries that stood there.

use lazy_mmu_arm64::change_pte;
use lazy_mmu_arm64::sink::{Change, Sink, WereInvalid};
use lazy_mmu_core::section;

use crate::{LEAF, Plain, assert_wrong, consume, new_leaf, page, set_leaf, with_tables};
use model_kernel::kernel::Recorded;

#[test]
fn what_a_store_over_a_leaf_was_is_decided_by_the_old_entry() {
    let of = |old, new| Change::of_leaf(old, new, 0x1000, 4096);
    assert!(matches!(of(0, LEAF), Some(Change::InvalidToValid(_))));
    assert!(matches!(of(0b10, LEAF), Some(Change::InvalidToValid(_))));
    for (old, new) in [(LEAF, 0), (LEAF, LEAF | 1 << 7), (LEAF | 1 << 12, LEAF)] {
        assert!(matches!(of(old, new), Some(Change::LiveChange { address: 0x1000, count: 1, size: 4096 })));
    }
    for (old, new) in [(0, 0), (0, 0b10), (LEAF, LEAF)] {
        assert!(of(old, new).is_none(), "{old:#b} {new:#b}");
    }
}

#[test]
fn a_run_with_one_live_leaf_in_it_is_not_fresh() {
    assert!(WereInvalid::all([]).is_some() && WereInvalid::all([0, 0b10, !1]).is_some());
    assert!(WereInvalid::all([0, LEAF, 0]).is_none() && WereInvalid::all([LEAF, LEAF]).is_none());
    let mut stored = 0;
    let swaps = [0, LEAF, 0].into_iter().inspect(|_| stored += 1);
    assert!(WereInvalid::all(swaps).is_none());
    assert_eq!(stored, 3, "those behind the live one are stored too");
}

#[test]
fn a_live_leaf_that_is_assumed_to_be_fresh_is_found_out() {
    let trace = with_tables();
    set_leaf(&trace, page(0), new_leaf(&trace), &mut Sink::<Recorded, Plain>::new());
    trace.access_all();
    section::<Recorded, _>(|_| {
        change_pte(trace.entry(page(0), 3).unwrap(), new_leaf(&trace));
        // SAFETY: a lie, and what comes of it.
        consume::<Recorded, Plain>(Change::InvalidToValid(unsafe { WereInvalid::assume() }));
    });
    trace.access_all();
    assert_wrong(&trace, page(0), " or leaf ");
}
