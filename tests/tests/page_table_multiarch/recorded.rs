//! What is emitted, and when.

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::{LazyMmuGuard, section};
use page_table_multiarch::{MappingFlags, PageSize};

use crate::kernel::Kernel;
use crate::table::{self, Editor, Table, barriers, page};

const PAIR: [Instruction; 2] = [DsbIshst, Isb];
const TABLES: [Instruction; 3] = [DmbIshst; 3];
const EVERYTHING: [Instruction; 4] = [DsbIshst, Tlbi(Op::Vmalle1is, 0), DsbIsh, Isb];

fn invalidation(index: usize) -> [Instruction; 4] {
    let operand = (page(index).as_usize() as u64 >> 12) & ((1 << 44) - 1);
    [DsbIshst, Tlbi(Op::Vaale1is, operand), DsbIsh, Isb]
}

/// A table in which the first pages are mapped, and nothing on record.
fn with_pages(count: usize) -> Table {
    let mut table = table::new();
    (0..count).for_each(|index| map(&mut table, index));
    barriers();
    table
}

fn map(table: &mut Table, index: usize) {
    Editor::new(table).map(index, index);
}

/// In a section, `edit` emits `expected` at once, and owes nothing; nor does it leave a note.
#[track_caller]
fn at_once(table: &mut Table, edit: impl for<'a, 'b> FnOnce(&'a mut Editor<'b>) -> &'a mut Editor<'b>, expected: &[Instruction]) {
    section::<Kernel, _>(|_| {
        edit(&mut Editor::new(table));
        assert_eq!(barriers(), expected);
        assert!(Kernel::is_settled() && Kernel::is_flushed());
    });
    assert_eq!(barriers(), []);
}

/// In a section, `edit` emits nothing and owes a pair.
#[track_caller]
fn later(table: &mut Table, edit: impl for<'a, 'b> FnOnce(&'a mut Editor<'b>) -> &'a mut Editor<'b>) {
    section::<Kernel, _>(|_| {
        edit(&mut Editor::new(table));
        assert_eq!(barriers(), []);
        assert!(!Kernel::is_settled() && Kernel::is_flushed());
    });
    assert_eq!(barriers(), PAIR);
}

#[test]
fn a_section_pays_one_pair_for_any_number_of_fresh_pages() {
    for count in [1, 16, 32, 33, 64, 511] {
        let mut table = with_pages(1);
        section::<Kernel, _>(|_| (1..=count).for_each(|index| map(&mut table, index)));
        assert_eq!(barriers(), PAIR, "{count} pages");

        let mut table = with_pages(1);
        later(&mut table, |cursor| cursor.map_each(1..=count));
    }
}

#[test]
fn outside_of_sections_each_flush_of_a_fresh_page_pays_a_pair() {
    let mut table = table::new();
    Editor::new(&mut table).map(0, 0);
    assert_eq!(barriers(), [&TABLES[..], &PAIR].concat());
    Editor::new(&mut table).map(1, 1).map(2, 2);
    assert_eq!(barriers(), [PAIR, PAIR].concat());
}

#[test]
fn a_new_table_is_ordered_before_its_entry_at_once() {
    let mut table = table::new();
    section::<Kernel, _>(|_| {
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
    at_once(&mut table, |cursor| cursor.protect(0), &invalidation(0));
    at_once(&mut table, |cursor| cursor.remap(1, 10), &invalidation(1));
    at_once(&mut table, |cursor| cursor.unmap(2), &invalidation(2));
    later(&mut table, |cursor| cursor.map(2, 2));
}

#[test]
fn a_live_block_is_invalidated_by_its_address() {
    let mut table = with_pages(1);
    Editor::new(&mut table).map_as(512, 512, PageSize::Size2M, MappingFlags::READ);
    barriers();
    at_once(&mut table, |cursor| cursor.unmap(512), &invalidation(512));
}

#[test]
fn an_entry_that_was_left_out_is_filled_in_later() {
    let mut table = with_pages(1);
    later(&mut table, |cursor| cursor.map_as(1, 1, PageSize::Size4K, MappingFlags::empty()));
    later(&mut table, |cursor| cursor.remap(1, 1));
    at_once(&mut table, |cursor| cursor.unmap_nothing(2), &[]);
}

/// The flushes of one cursor do not say which of its changes they are about.
#[test]
fn one_live_change_invalidates_for_all_of_its_cursor_and_for_no_other() {
    let mut table = with_pages(1);
    let invalidations = |order: [usize; 3]| order.map(invalidation).concat();
    at_once(&mut table, |cursor| cursor.protect(0).map(1, 1).map(2, 2), &invalidations([0, 1, 2]));
    at_once(&mut table, |cursor| cursor.map(3, 3).protect(0).map(4, 4), &invalidations([3, 0, 4]));
    at_once(&mut table, |cursor| cursor.map(5, 5).map(6, 6).protect(0), &invalidations([5, 6, 0]));
    later(&mut table, |cursor| cursor.map(7, 7));
}

/// A change that was made twice is flushed twice.
#[test]
fn a_page_that_is_unmapped_and_mapped_by_one_cursor_is_invalidated() {
    let mut table = with_pages(1);
    at_once(&mut table, |cursor| cursor.unmap(0).map(0, 1), &[invalidation(0), invalidation(0)].concat());
    at_once(&mut table, |cursor| cursor.protect(0).protect(0), &[invalidation(0), invalidation(0)].concat());
    later(&mut table, |cursor| cursor.map(1, 2));
}

#[test]
fn many_changes_with_a_live_one_invalidate_everything_at_once() {
    let mut table = with_pages(1);
    at_once(&mut table, |cursor| cursor.protect(0).map_each(1..=40), &EVERYTHING);
    let mut table = with_pages(1);
    at_once(&mut table, |cursor| cursor.map_each(1..=40).unmap(0), &EVERYTHING);
}

/// As of `copy_from`, or of a cursor that was used by another task.
#[test]
fn a_flush_with_nothing_noted_invalidates_at_once() {
    let table = with_pages(1);
    section::<Kernel, _>(|_| {
        table::flush(&table, None);
        assert_eq!(barriers(), EVERYTHING);
        table::flush(&table, Some(page(0)));
        assert_eq!(barriers(), invalidation(0));
    });
}

/// The crate asks for everything only behind more than 32 addresses, so fewer fresh entries are not what it is about.
#[test]
fn a_flush_of_everything_with_too_little_noted_invalidates_at_once() {
    let mut table = with_pages(1);
    section::<Kernel, _>(|_| {
        let mut forgotten = Editor::new(&mut table);
        forgotten.map_each(1..=32);
        std::mem::forget(forgotten);
        table::flush(&table, None);
        assert_eq!(barriers(), EVERYTHING);
    });
}

#[test]
fn a_cursor_that_is_forgotten_leaves_the_task_eager() {
    let mut table = with_pages(3);
    std::mem::forget({
        let mut cursor = Editor::new(&mut table);
        cursor.protect(0).protect(1);
        cursor
    });
    assert!(!Kernel::is_flushed());
    section::<Kernel, _>(|_| {
        Editor::new(&mut table).map(3, 3);
        assert_eq!(barriers(), invalidation(3));
        // What was forgotten is in this one.
        table::flush(&table, None);
        assert_eq!(barriers(), EVERYTHING);
    });
    later(&mut table, |cursor| cursor.map(4, 4));
}

/// A flush of everything empties the notes. What another cursor has not flushed then is not counted, and its flush takes the place of one
/// that is: here of the one of a page that is unmapped.
#[test]
fn a_live_change_is_invalidated_whatever_flushes_come_before_its_own() {
    let mut live = with_pages(1);
    let [mut other, mut many] = [(); 2].map(|()| Table::try_new().expect("there is memory"));
    let mut uncounted = Editor::new(&mut other);
    uncounted.map(20, 20);
    {
        let mut many = Editor::new(&mut many);
        for index in 100..133 {
            many.map(index, index);
        }
    }
    let mut unmaps = Editor::new(&mut live);
    unmaps.unmap(0);
    barriers();
    drop(uncounted);
    assert_eq!(barriers(), EVERYTHING);
}

#[test]
fn a_freed_table_makes_the_next_flush_one_of_everything() {
    let mut table = with_pages(1);
    drop(Table::try_new().expect("there is memory"));
    at_once(&mut table, |cursor| cursor.map(1, 1), &EVERYTHING);
    later(&mut table, |cursor| cursor.map(2, 2));
}

#[test]
fn a_table_that_a_handler_frees_is_invalidated_at_once() {
    let mut table = with_pages(1);
    let freed = Table::try_new().expect("there is memory");
    let handler = Kernel::handler();
    drop(freed);
    assert_eq!(barriers(), EVERYTHING);
    drop(handler);
    later(&mut table, |cursor| cursor.map(1, 1));
}

#[test]
fn a_handler_invalidates_at_once_and_leaves_the_tasks_notes() {
    let mut table = with_pages(1);
    let mut others = Table::try_new().expect("there is memory");
    Editor::new(&mut others).map(0, 9);
    let _section = LazyMmuGuard::<Kernel>::enable();
    let mut cursor = Editor::new(&mut table);
    cursor.map(1, 1);
    barriers();
    let mut handle = || {
        Editor::new(&mut others).map(1, 10);
        assert_eq!(barriers(), invalidation(1));
        Editor::new(&mut others).unmap(1);
        assert_eq!(barriers(), invalidation(1));
    };
    {
        let _handler = Kernel::handler();
        handle();
    }
    Kernel::set_in_interrupt(true);
    handle();
    Kernel::set_in_interrupt(false);
    assert!(!Kernel::is_flushed());
    drop(cursor);
    assert_eq!(barriers(), []);
    assert!(!Kernel::is_settled());
}

/// Between a change and its flush, the task is switched away from, and others change and flush.
#[test]
fn each_task_has_its_own_notes() {
    let mut table = with_pages(2);
    let mut others = Table::try_new().expect("there is memory");
    Editor::new(&mut others).map(0, 9);
    barriers();

    let _section = LazyMmuGuard::<Kernel>::enable();
    let mut cursor = Editor::new(&mut table);
    cursor.unmap(0);
    Kernel::switch_to(1);
    {
        let _section = LazyMmuGuard::<Kernel>::enable();
        let mut cursor = Editor::new(&mut others);
        cursor.map(1, 10);
        drop(cursor);
        assert_eq!(barriers(), []);
    }
    assert_eq!(barriers(), PAIR);
    Kernel::switch_to(0);
    drop(cursor);
    assert_eq!(barriers(), invalidation(0));
    assert!(Kernel::is_settled());
}
