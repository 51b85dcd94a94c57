//! Break-before-make, against recorded instructions; and the stores that are refused because they
//! would need it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::record::Instruction::{self, DsbIshst, Isb, Store};
use lazy_mmu_arm64::record::take;
use lazy_mmu_arm64::{
    El1, El2, Level, Regime, change_pte, replace_pte, replace_pte_deferred, replace_ptes,
    replace_ptes_deferred, set_pte, set_ptes, set_table, split_block, split_block_deferred, tlb,
};
use lazy_mmu_core::{LazyMmuGuard, Unwalked, flush};
use model_kernel::kernel::{Recorded, RecordedEl2};

const PAIR: [Instruction; 2] = [DsbIshst, Isb];
const PAGE: u64 = 0b11;
const BLOCK: u64 = 0b01;
const TABLE: u64 = 0b11;
const CONTIGUOUS: u64 = 1 << 52;
const ACCESSED: u64 = 1 << 10;
const READ_ONLY: u64 = 1 << 7;
const ADDRESS: u64 = 0xffff_8000_0020_0000;
const PAGE_SIZE: u64 = 4096;
const BLOCK_SIZE: u64 = 2 << 20;

fn stored(entry: &AtomicU64, descriptor: u64) -> Instruction {
    Store { entry: std::ptr::from_ref(entry).addr() as u64, descriptor }
}

/// Returns the instructions that `tlb` executes for this run.
fn invalidation<R: Regime>(count: usize, size: u64) -> Vec<Instruction> {
    take();
    tlb::invalidate::<R>(ADDRESS, count, size);
    take()
}

fn invalidation_of_all() -> Vec<Instruction> {
    take();
    tlb::invalidate_all::<El1>();
    take()
}

fn broken_and_made<R: Regime>(
    entry: &AtomicU64,
    old: u64,
    new: u64,
    size: u64,
) -> Vec<Instruction> {
    [vec![stored(entry, old & !1)], invalidation::<R>(1, size), vec![stored(entry, new)]].concat()
}

#[test]
fn a_live_leaf_is_broken_invalidated_made_and_settled_in_a_section_too() {
    let (old, new) = (0x1000 | ACCESSED | PAGE, 0x2000 | PAGE);
    let entry = AtomicU64::new(old);
    let expected = [broken_and_made::<El1>(&entry, old, new, PAGE_SIZE), PAIR.to_vec()].concat();
    let _section = LazyMmuGuard::<Recorded>::enable();
    assert_eq!(
        replace_pte::<El1>(&entry, new, ADDRESS, PAGE_SIZE),
        old,
        "with the Access flag that the hardware has set"
    );
    assert_eq!(take(), expected);
    assert_eq!(entry.load(Relaxed), new);
}

#[test]
fn deferred_the_break_is_at_once_and_the_make_is_settled_when_the_section_ends() {
    let entry = AtomicU64::new(0x1000 | PAGE);
    let expected = broken_and_made::<El2>(&entry, 0x1000 | PAGE, 0x2000 | PAGE, PAGE_SIZE);
    let section = LazyMmuGuard::<RecordedEl2>::enable();
    replace_pte_deferred::<RecordedEl2, El2>(&entry, 0x2000 | PAGE, ADDRESS, PAGE_SIZE);
    assert_eq!(take(), expected);
    drop(section);
    assert_eq!(take(), PAIR);
    replace_pte_deferred::<RecordedEl2, El2>(&entry, 0x3000 | PAGE, ADDRESS, PAGE_SIZE);
    assert!(take().ends_with(&PAIR), "outside of a section nothing is deferred");
}

#[test]
fn a_leaf_that_is_replaced_by_nothing_needs_no_pair() {
    let entry = AtomicU64::new(0x1000 | PAGE);
    let expected = broken_and_made::<El1>(&entry, 0x1000 | PAGE, 0, PAGE_SIZE);
    replace_pte::<El1>(&entry, 0, ADDRESS, PAGE_SIZE);
    assert_eq!(take(), expected);
}

#[test]
fn a_block_in_place_of_a_table_invalidates_everything_that_the_table_mapped() {
    let entry = AtomicU64::new(0x5000 | TABLE);
    let expected = [
        vec![stored(&entry, 0x5002)],
        invalidation_of_all(),
        vec![stored(&entry, BLOCK)],
        PAIR.to_vec(),
    ]
    .concat();
    replace_pte::<El1>(&entry, BLOCK, ADDRESS, BLOCK_SIZE);
    assert_eq!(take(), expected);
}

#[test]
fn a_contiguous_run_is_broken_as_a_whole_each_entry_invalidated_and_all_are_made() {
    let run: [AtomicU64; 16] =
        std::array::from_fn(|page| AtomicU64::new((page as u64 * PAGE_SIZE) | PAGE));
    run[3].fetch_or(ACCESSED, Relaxed);
    let broken = run.iter().map(|entry| stored(entry, entry.load(Relaxed) & !1));
    let invalidated = invalidation::<El1>(16, PAGE_SIZE);
    let new =
        |page: usize, old: u64| old | CONTIGUOUS | PAGE | if page == 0 { READ_ONLY } else { 0 };
    let made =
        run.iter().enumerate().map(|(page, entry)| stored(entry, new(page, entry.load(Relaxed))));
    let expected: Vec<_> = broken.chain(invalidated).chain(made).chain(PAIR).collect();

    let section = LazyMmuGuard::<Recorded>::enable();
    replace_ptes::<El1>(&run, ADDRESS, PAGE_SIZE, new);
    assert_eq!(take(), expected);
    assert_eq!(run[3].load(Relaxed), 0x3000 | ACCESSED | CONTIGUOUS | PAGE);

    replace_ptes_deferred::<Recorded, El1>(&run, ADDRESS, PAGE_SIZE, |_, old| {
        (old & !CONTIGUOUS) | PAGE
    });
    assert!(!take().ends_with(&PAIR));
    drop(section);
    assert_eq!(take(), PAIR);
}

#[test]
fn a_run_of_no_entries_is_nothing() {
    replace_ptes::<El1>(&[], ADDRESS, PAGE_SIZE, |_, _| unreachable!());
    replace_ptes_deferred::<Recorded, El1>(&[], ADDRESS, PAGE_SIZE, |_, _| unreachable!());
    assert_eq!(take(), []);
}

#[test]
fn a_run_whose_making_panics_is_invalid_from_there_and_settled_before() {
    let run: [AtomicU64; 3] = std::array::from_fn(|_| AtomicU64::new(0x1000 | PAGE));
    let make = |page, old| if page == 1 { panic!("no") } else { old | PAGE | READ_ONLY };
    let panicked =
        catch_unwind(AssertUnwindSafe(|| replace_ptes::<El1>(&run, ADDRESS, PAGE_SIZE, make)));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"no"));
    assert!(take().ends_with(&PAIR));
    assert_eq!(
        run.map(AtomicU64::into_inner),
        [0x1000 | PAGE | READ_ONLY, 0x1002, 0x1002],
        "the caller still has the old descriptors"
    );
}

#[test]
fn a_block_is_split_into_a_table() {
    let old = 0x20_0000 | ACCESSED | BLOCK;
    let entry = AtomicU64::new(old);
    let expected = broken_and_made::<El1>(&entry, old, 0x5000 | TABLE, BLOCK_SIZE);
    let section = LazyMmuGuard::<Recorded>::enable();
    assert_eq!(split_block::<El1>(&entry, 0x5000 | TABLE, ADDRESS, BLOCK_SIZE), old);
    assert_eq!(take(), [&expected[..], &PAIR].concat());
    entry.store(old, Relaxed);
    assert_eq!(
        split_block_deferred::<Recorded, El1>(&entry, 0x5000 | TABLE, ADDRESS, BLOCK_SIZE),
        old
    );
    assert_eq!(take(), expected);
    flush::<Recorded>();
    assert_eq!(take(), PAIR);
    drop(section);
}

#[test]
fn in_tables_that_are_not_walked_nothing_is_broken() {
    let run = [AtomicU64::new(0x20_0000 | BLOCK), AtomicU64::new(0x40_0000 | BLOCK)];
    let old =
        replace_pte_deferred::<Unwalked, El1>(&run[0], 0x60_0000 | BLOCK, ADDRESS, BLOCK_SIZE);
    assert_eq!((old, take()), (0x20_0000 | BLOCK, vec![stored(&run[0], 0x60_0000 | BLOCK)]));
    split_block_deferred::<Unwalked, El1>(&run[0], 0x5000 | TABLE, ADDRESS, BLOCK_SIZE);
    assert_eq!(take(), [stored(&run[0], 0x5000 | TABLE)]);
    replace_ptes_deferred::<Unwalked, El1>(&run[1..], ADDRESS, BLOCK_SIZE, |_, old| {
        old | BLOCK | ACCESSED
    });
    assert_eq!(take(), [stored(&run[1], 0x40_0000 | ACCESSED | BLOCK)]);
}

/// Asserts that the call panics with this in its message, and has stored nothing.
#[track_caller]
fn refuses(entry: &AtomicU64, message: &str, call: impl FnOnce(&AtomicU64)) {
    let before = entry.load(Relaxed);
    take();
    let panic = catch_unwind(AssertUnwindSafe(|| call(entry))).expect_err("it is refused");
    let said = panic.downcast_ref::<String>().expect("a formatted message");
    assert!(said.contains(message), "{said}");
    assert_eq!((entry.load(Relaxed), take()), (before, vec![]));
}

#[test]
fn an_argument_that_does_not_fit_is_refused_by_name_and_nothing_is_stored() {
    let entry = AtomicU64::new(0x20_0000 | BLOCK);
    for size in [0, 100, 2048, 12288] {
        refuses(&entry, &format!("`size` is {size}"), |entry| {
            replace_pte::<El1>(entry, BLOCK, 0, size);
        });
    }
    refuses(&entry, "`address` is 0x1000, and not a multiple of `size`", |entry| {
        replace_pte_deferred::<Recorded, El1>(entry, BLOCK, 0x1000, BLOCK_SIZE);
    });
    refuses(&entry, "`address`", |entry| {
        replace_ptes::<El1>(std::slice::from_ref(entry), 1, PAGE_SIZE, |_, old| old)
    });
    refuses(&entry, "`address`", |entry| {
        replace_ptes_deferred::<Recorded, El1>(
            std::slice::from_ref(entry),
            1,
            PAGE_SIZE,
            |_, old| old,
        );
    });
    let pair = [const { AtomicU64::new(PAGE) }; 2];
    refuses(&pair[0], "`entries` are 2", |_| {
        replace_ptes::<El1>(&pair, 0_u64.wrapping_sub(PAGE_SIZE), PAGE_SIZE, |_, old| old)
    });
    refuses(&entry, "`size` is 0x1000", |entry| {
        split_block::<El1>(entry, 0x5000 | TABLE, ADDRESS, PAGE_SIZE);
    });
    refuses(&entry, "`table` is 0x5001", |entry| {
        split_block::<El1>(entry, 0x5000 | BLOCK, ADDRESS, BLOCK_SIZE);
    });
    refuses(&entry, "`address`", |entry| {
        split_block::<El1>(entry, 0x5000 | TABLE, 0x1000, BLOCK_SIZE);
    });
    for old in [0, 0x5000 | TABLE] {
        refuses(&AtomicU64::new(old), &format!("`entry` holds {old:#x}"), |entry| {
            split_block_deferred::<Recorded, El1>(entry, 0x6000 | TABLE, ADDRESS, BLOCK_SIZE);
        });
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "debug assertions find it")]
fn one_leaf_of_a_contiguous_run_is_not_replaced_alone() {
    let message = "replace the whole run by `replace_ptes`";
    let one_of_a_run = AtomicU64::new(0x20_0000 | CONTIGUOUS | BLOCK);
    refuses(&one_of_a_run, message, |entry| {
        _ = replace_pte::<El1>(entry, BLOCK, ADDRESS, BLOCK_SIZE)
    });
    refuses(&one_of_a_run, message, |entry| {
        _ = replace_pte_deferred::<Recorded, El1>(entry, 0, ADDRESS, BLOCK_SIZE)
    });
    refuses(&one_of_a_run, message, |entry| {
        _ = split_block::<El1>(entry, TABLE, ADDRESS, BLOCK_SIZE)
    });
    refuses(&one_of_a_run, message, |entry| {
        _ = split_block_deferred::<Recorded, El1>(entry, TABLE, ADDRESS, BLOCK_SIZE)
    });
    let alone = AtomicU64::new(0x20_0000 | PAGE);
    refuses(&alone, message, |entry| {
        _ = replace_pte::<El1>(entry, CONTIGUOUS | PAGE, ADDRESS, PAGE_SIZE)
    });

    // The bit means nothing in an invalid entry and in a table. And the caller tells `replace_ptes`
    // that the run has one entry.
    for (old, new, size) in [
        (CONTIGUOUS, PAGE, PAGE_SIZE),
        (PAGE, CONTIGUOUS, PAGE_SIZE),
        (CONTIGUOUS | TABLE, BLOCK, BLOCK_SIZE),
    ] {
        replace_pte::<El1>(&AtomicU64::new(old), new, ADDRESS, size);
    }
    split_block::<El1>(&AtomicU64::new(BLOCK), CONTIGUOUS | TABLE, ADDRESS, BLOCK_SIZE);
    replace_ptes::<El1>(std::slice::from_ref(&one_of_a_run), ADDRESS, BLOCK_SIZE, |_, old| {
        old | BLOCK
    });
    split_block_deferred::<Unwalked, El1>(&one_of_a_run, TABLE, ADDRESS, BLOCK_SIZE);
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "debug assertions find it")]
fn a_store_over_another_live_entry_by_the_setters_of_fresh_ones_is_refused() {
    let live = AtomicU64::new(0x1000 | PAGE);
    let message = "the entry is live: 0x2003 is stored over 0x1003";
    refuses(&live, message, |entry| set_pte::<Recorded>(entry, 0x2000 | PAGE));
    refuses(&live, message, |entry| {
        set_ptes::<Recorded>(std::slice::from_ref(entry), 0x2000 | PAGE, PAGE_SIZE)
    });
    refuses(&live, message, |entry| set_table::<Recorded>(Level::Two, entry, 0x2000 | TABLE));
    refuses(&live, "`change_pte` and `tlb::invalidate`", |entry| set_pte::<Recorded>(entry, 0));

    // These are allowed: the same descriptor again, a table that is cleared, and a table that no
    // walker reads.
    set_pte::<Recorded>(&live, 0x1000 | PAGE);
    set_ptes::<Unwalked>(std::slice::from_ref(&live), 0x2000 | PAGE, PAGE_SIZE);
    set_table::<Recorded>(Level::Zero, &live, 0);
    change_pte(&live, 0x1000 | PAGE);
    set_table::<Unwalked>(Level::Two, &live, 0x3000 | TABLE);
}
