//! The instructions that a lazy table emits, and when.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::section;
use model_kernel::kernel::{Recorded, settled};
use model_mmu::model::Step;
use page_table_multiarch::{MappingFlags, PageSize};

use crate::table::{self, Editor, READ, Table, barriers, frame, page, steps};

pub const PAIR: [Instruction; 2] = [DsbIshst, Isb];
pub const TABLES: [Instruction; 3] = [DmbIshst; 3];
const EVERYTHING: [Instruction; 4] = [DsbIshst, Tlbi(Op::Vmalle1is, 0), DsbIsh, Isb];

/// Returns the sequence that invalidates these pages at once.
pub fn invalidation(indices: impl IntoIterator<Item = usize>) -> Vec<Instruction> {
    let operand = |index| (page(index).as_usize() as u64 >> 12) & ((1 << 44) - 1);
    let operations = indices.into_iter().map(|index| Tlbi(Op::Vaale1is, operand(index)));
    [DsbIshst].into_iter().chain(operations).chain([DsbIsh, Isb]).collect()
}

/// Returns a table with the first pages mapped, and clears the record.
pub fn with_pages(count: usize) -> Table {
    let mut table = table::new();
    (0..count).for_each(|index| map(&mut table, index));
    barriers();
    table
}

fn map(table: &mut Table, index: usize) {
    Editor::new(table).map(index, index);
}

/// Asserts that in a section `edit` emits `expected` at once, and defers nothing.
#[track_caller]
fn at_once(
    table: &mut Table,
    edit: impl for<'a, 'b> FnOnce(&'a mut Editor<'b>) -> &'a mut Editor<'b>,
    expected: &[Instruction],
) {
    section::<Recorded, _>(|_| {
        edit(&mut Editor::new(table));
        assert_eq!(barriers(), expected);
        assert!(settled());
    });
    assert_eq!(barriers(), []);
}

/// Asserts that in a section `edit` emits nothing, and defers a pair.
#[track_caller]
fn later(
    table: &mut Table,
    edit: impl for<'a, 'b> FnOnce(&'a mut Editor<'b>) -> &'a mut Editor<'b>,
) {
    section::<Recorded, _>(|_| {
        edit(&mut Editor::new(table));
        assert_eq!(barriers(), []);
        assert!(!settled());
    });
    assert_eq!(barriers(), PAIR);
}

/// Plain stores clear the root, and the next step may load it.
#[test]
fn a_new_table_is_empty_for_every_walker_before_anybody_can_load_it() {
    drop(table::new());
    barriers();
    section::<Recorded, _>(|_| {
        let _table = Table::try_new().expect("there is memory");
        assert_eq!(barriers(), [DsbIshst]);
    });
}

#[test]
fn a_section_emits_one_pair_for_any_number_of_fresh_pages() {
    for count in [1, 16, 32, 33, 64, 511] {
        let mut table = with_pages(1);
        section::<Recorded, _>(|_| (1..=count).for_each(|index| map(&mut table, index)));
        assert_eq!(barriers(), PAIR, "{count} pages");

        let mut table = with_pages(1);
        later(&mut table, |cursor| cursor.map_each(1..=count));
    }
}

#[test]
fn outside_of_sections_each_cursor_with_fresh_pages_emits_a_pair() {
    let mut table = table::new();
    Editor::new(&mut table).map(0, 0);
    assert_eq!(barriers(), [&TABLES[..], &PAIR].concat());
    Editor::new(&mut table).map(1, 1).map(2, 2);
    assert_eq!(barriers(), PAIR);
    Editor::new(&mut table).map(3, 3).flush().map(4, 4);
    assert_eq!(barriers(), [PAIR, PAIR].concat());
}

#[test]
fn a_new_table_is_ordered_before_its_entry_at_once() {
    let mut table = table::new();
    section::<Recorded, _>(|_| {
        Editor::new(&mut table).map(0, 0);
        assert_eq!(barriers(), TABLES);
        Editor::new(&mut table).map_as(512, 512, PageSize::Size2M, MappingFlags::READ);
        assert_eq!(barriers(), []);
        Editor::new(&mut table).map(1024, 1);
        assert_eq!(barriers(), [DmbIshst]);
    });
    assert_eq!(barriers(), PAIR);
}

#[test]
fn a_change_of_a_present_entry_is_invalidated_at_once_in_a_section() {
    let mut table = with_pages(3);
    at_once(&mut table, |cursor| cursor.protect(0), &invalidation([0]));
    at_once(&mut table, |cursor| cursor.remap(1, 10), &invalidation([1]));
    at_once(&mut table, |cursor| cursor.unmap(2), &invalidation([2]));
    later(&mut table, |cursor| cursor.map(2, 2));
}

#[test]
fn a_live_block_is_invalidated_by_its_address() {
    let mut table = with_pages(1);
    Editor::new(&mut table).map_as(512, 512, PageSize::Size2M, MappingFlags::READ);
    barriers();
    at_once(&mut table, |cursor| cursor.unmap(512), &invalidation([512]));
}

#[test]
fn an_entry_that_was_left_out_is_filled_in_later() {
    let mut table = with_pages(1);
    later(&mut table, |cursor| cursor.map_as(1, 1, PageSize::Size4K, MappingFlags::empty()));
    later(&mut table, |cursor| cursor.remap(1, 1));
    at_once(&mut table, |cursor| cursor.unmap_nothing(2), &[]);
}

/// A region with pages, a hole in it, and a block.
#[test]
fn a_region_changes_like_its_pages_and_blocks() {
    const PAGES: usize = 512;
    let mut table = with_pages(3);
    Editor::new(&mut table).map_as(PAGES, 512, PageSize::Size2M, MappingFlags::READ).unmap(1);
    barriers();
    let size = 2 * PAGES * 4096;
    let mut cursor = table.cursor();
    cursor.protect_region(page(0), size, MappingFlags::READ).expect("a hole is left out");
    cursor.flush();
    assert_eq!(barriers(), invalidation([0, 2, PAGES]));
    cursor.unmap_region(page(0), size).expect_err("a hole is not mapped");
    cursor.flush();
    assert_eq!(barriers(), invalidation([0]));
    cursor.unmap_region(page(PAGES), size / 2).expect("a block");
    cursor.flush();
    assert_eq!(barriers(), invalidation([PAGES]));
    let frame_of = |address| frame((address - page(0)) / 4096);
    cursor
        .map_region(page(PAGES), frame_of, size / 2, MappingFlags::READ, true)
        .expect("not mapped");
    assert_eq!(cursor.query(page(PAGES)).expect("mapped").2, PageSize::Size2M);
    drop(cursor);
    assert_eq!(barriers(), PAIR);
}

#[test]
#[should_panic(expected = "reaches out of the region")]
fn a_block_that_reaches_out_of_a_region_is_refused() {
    let mut table = with_pages(1);
    Editor::new(&mut table).map_as(512, 512, PageSize::Size2M, MappingFlags::READ);
    let _ = table.cursor().protect_region(page(512), 4096, MappingFlags::READ);
}

#[test]
fn a_live_change_is_invalidated_by_its_own_address_and_settles_the_fresh_ones_too() {
    let mut table = with_pages(3);
    at_once(&mut table, |cursor| cursor.map(3, 3).protect(0), &invalidation([0]));
    at_once(&mut table, |cursor| cursor.map_each(10..50).unmap(0), &invalidation([0]));
    at_once(&mut table, |cursor| cursor.protect(1).unmap(2), &invalidation([1, 2]));
    later(&mut table, |cursor| cursor.map(2, 2));
}

#[test]
fn a_page_that_one_cursor_unmaps_and_maps_is_broken_before_it_is_made() {
    let mut table = with_pages(1);
    section::<Recorded, _>(|_| {
        Editor::new(&mut table).unmap(0).map(0, 1);
        let steps = steps();
        let is_store = |step: &Step| matches!(step, Step::Instruction(Instruction::Store { .. }));
        assert!(steps.len() == 6 && is_store(&steps[0]) && is_store(&steps[5]), "{steps:?}");
        assert_eq!(
            steps[1..5],
            *invalidation([0]).into_iter().map(Step::Instruction).collect::<Vec<_>>()
        );
        assert!(!settled());
    });
    assert_eq!(barriers(), PAIR);
}

#[test]
fn more_live_changes_than_a_table_keeps_invalidate_everything_at_once() {
    let mut table = with_pages(40);
    for (count, expected) in [
        (32, invalidation(0..32)),
        (33, EVERYTHING.to_vec()),
        (40, EVERYTHING.to_vec()),
        (2, invalidation(0..2)),
    ] {
        section::<Recorded, _>(|_| {
            (0..count).fold(&mut Editor::new(&mut table), |cursor, index| cursor.protect(index));
            assert_eq!(barriers(), expected, "{count}");
        });
        assert_eq!(barriers(), []);
    }
    later(&mut table, |cursor| cursor.map(40, 40));
}

#[test]
fn what_a_forgotten_cursor_has_changed_is_flushed_by_the_next_one_of_the_table_and_by_no_other() {
    let mut table = with_pages(3);
    let mut other = Table::try_new().expect("there is memory");
    Editor::new(&mut other).map(100, 100);
    barriers();
    std::mem::forget({
        let mut cursor = Editor::new(&mut table);
        cursor.protect(0).protect(1);
        cursor
    });
    later(&mut other, |cursor| cursor.map(101, 101));
    at_once(&mut table, |cursor| cursor.unmap_nothing(3), &invalidation([0, 1]));
    later(&mut table, |cursor| cursor.map(3, 3));
}

/// A cursor with many changes and a dropped table, each of which invalidated everything.
#[test]
fn a_task_is_as_lazy_after_a_flush_of_everything_as_before() {
    let mut table = with_pages(1);
    later(&mut table, |cursor| cursor.map_each(1..512));
    (0..40).fold(&mut Editor::new(&mut table), |cursor, index| cursor.protect(index));
    assert_eq!(barriers(), EVERYTHING);
    let dropped = Table::try_new().expect("there is memory");
    barriers();
    drop(dropped);
    assert_eq!(barriers(), EVERYTHING);
    for index in 0..512 {
        at_once(&mut table, |cursor| cursor.protect(index), &invalidation([index]));
        at_once(&mut table, |cursor| cursor.unmap(index), &invalidation([index]));
        later(&mut table, |cursor| cursor.map(index, 512 + index));
    }
}

#[test]
fn a_table_is_invalidated_once_before_its_frames_go_back() {
    let mut table = with_pages(1);
    let mut dropped = Table::try_new().expect("there is memory");
    Editor::new(&mut dropped).map(100, 100);
    steps();
    section::<Recorded, _>(|_| {
        drop(dropped);
        let steps = steps();
        let (invalidation, frames) = steps.split_at(EVERYTHING.len());
        assert_eq!(invalidation, EVERYTHING.map(Step::Instruction));
        assert!(
            frames.len() == 4 && frames.iter().all(|step| matches!(step, Step::WriteData(_))),
            "{frames:?}"
        );
    });
    later(&mut table, |cursor| cursor.map(1, 1));
}

#[test]
fn what_is_done_by_the_crates_own_cursor_invalidates_everything_at_once() {
    let mut table = with_pages(1);
    section::<Recorded, _>(|_| {
        table.eagerly(|cursor| cursor.unmap(page(0))).expect("mapped");
        assert_eq!(barriers(), EVERYTHING);
        let panicked = catch_unwind(AssertUnwindSafe(|| table.eagerly(|_| panic!("it happens"))));
        assert!(panicked.is_err());
        assert_eq!(barriers(), EVERYTHING);
    });
    // An entry that a cursor has left behind is broken before it is made anew.
    let mut table = with_pages(1);
    section::<Recorded, _>(|_| {
        let mut cursor = table.cursor();
        cursor.unmap(page(0)).expect("mapped");
        std::mem::forget(cursor);
        table.eagerly(|cursor| {
            assert_eq!(barriers(), invalidation([0]));
            cursor.map(page(0), frame(9), PageSize::Size4K, READ).expect("not mapped");
        });
        assert_eq!(barriers(), EVERYTHING);
    });
    later(&mut table, |cursor| cursor.map(1, 1));
}
