//! The adapter to `aarch64-paging`: which mappings it defers, and which go the crate's own way. By
//! the model of the MMU every page may be used when its section has ended, and no translation of a
//! live entry outlives its change.
//!
//! The crate's own barriers are not recorded here. The tests put in the sequence that it is known
//! to execute (`aarch64_paging_settles_fresh_mappings_once` counts it in QEMU), and find its stores
//! by looking at the tables.

mod machine;
mod tables;
mod walkers;

use std::panic::{AssertUnwindSafe, catch_unwind};

use aarch64_paging::MapError;
use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, VirtualAddress};
use aarch64_paging::paging::{Constraints, MemoryRegion, PAGE_SIZE};
use lazy_mmu_arm64::aarch64_paging::LazyMapping;
use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, section};
use model_kernel::kernel::{Kernel, Recorded};
use model_mmu::model::Step;

use machine::Machine;

const START: usize = 0xffff_8000_0000_0000;
const BLOCK: usize = 512 * PAGE_SIZE;
const PAIR: [Instruction; 2] = [DsbIshst, Isb];
const READ_WRITE: El1Attributes = El1Attributes::VALID
    .union(El1Attributes::ATTRIBUTE_INDEX_1)
    .union(El1Attributes::INNER_SHAREABLE)
    .union(El1Attributes::ACCESSED)
    .union(El1Attributes::UXN);
const READ_ONLY: El1Attributes = READ_WRITE.union(El1Attributes::READ_ONLY);
const UNMAPPED: El1Attributes = El1Attributes::empty();

/// Returns the frame of a page, in memory without tables.
fn frame(page: usize) -> PhysicalAddress {
    PhysicalAddress(0x4000_0000 + (page - START))
}

const fn page(index: usize) -> usize {
    START + index * PAGE_SIZE
}

/// Returns the crate's own sequence for pages, given by number.
fn eagerly(pages: &[u64]) -> Vec<Instruction> {
    let operand = |&page: &u64| Tlbi(Op::Vaae1is, 0xff8_0000_0000 + page);
    [DsbIshst].into_iter().chain(pages.iter().map(operand)).chain([DsbIsh, Isb]).collect()
}

/// Returns a machine that has the tables for `START`.
fn with_tables() -> Machine {
    let mut machine = Machine::new(&[page(0), page(1), page(2)]);
    machine.map::<NoLazyMmu>(page(511), PAGE_SIZE, READ_WRITE).unwrap();
    machine
}

#[test]
fn fresh_mappings_over_many_calls_settle_once_when_the_section_ends() {
    let mut machine = with_tables();
    machine.barriers();
    section::<Recorded, _>(|_| {
        for index in 0..64 {
            machine.map_page::<Recorded>(page(index));
        }
        assert_eq!(machine.barriers(), []);
    });
    assert_eq!(machine.barriers(), PAIR);
}

#[test]
fn every_page_may_be_used_when_the_section_has_ended_and_not_without_any_one_barrier() {
    let mut machine = Machine::new(&[page(0), page(1), page(512)]);
    section::<Recorded, _>(|_| {
        for index in [0, 1, 512] {
            machine.map_page::<Recorded>(page(index));
        }
    });
    machine.access_all();
    machine.assert_right();
    assert_eq!(machine.not_missed(0), []);
    // Four tables: the barriers of their links, and the section's pair.
    assert_eq!(machine.barriers(), [[DmbIshst; 4].as_slice(), &PAIR].concat());
}

#[test]
fn a_page_that_is_used_inside_the_section_may_fault() {
    let mut machine = with_tables();
    section::<Recorded, _>(|_| {
        machine.map_page::<Recorded>(page(0));
        machine.access_all();
    });
    machine.assert_wrong("may get a fault");
}

#[test]
fn without_a_section_in_a_pause_in_a_handler_and_without_the_mode_a_fresh_mapping_settles_at_once()
{
    let mut machine = with_tables();
    machine.map_page::<Recorded>(page(0));
    machine.access_all();
    machine.map_page::<NoLazyMmu>(page(1));
    machine.access_all();
    let section = LazyMmuGuard::<Recorded>::enable();
    {
        let _pause = PauseGuard::<Recorded>::pause();
        machine.map_page::<Recorded>(page(2));
        machine.access_all();
    }
    machine.assert_right();
    machine.barriers();
    Kernel::set_in_interrupt(true);
    machine.map_page::<Recorded>(page(3));
    Kernel::set_in_interrupt(false);
    assert_eq!(machine.barriers(), PAIR);
    drop(section);
}

#[test]
fn blocks_and_runs_of_pages_are_deferred_too() {
    let mut machine = with_tables();
    machine.barriers();
    section::<Recorded, _>(|_| {
        machine.map::<Recorded>(START + BLOCK, BLOCK, READ_WRITE).unwrap();
        machine.map::<Recorded>(page(3), 5 * PAGE_SIZE, READ_WRITE).unwrap();
        assert_eq!(machine.barriers(), []);
    });
    assert_eq!(machine.barriers(), PAIR);
}

#[test]
fn a_live_entry_goes_the_crates_way_at_once_and_its_translation_is_never_seen_again() {
    let mut machine = with_tables();
    machine.map_page::<Recorded>(page(0));
    machine.access_all();
    let section = LazyMmuGuard::<Recorded>::enable();
    let before = machine.steps.len();
    machine.map::<Recorded>(page(0), PAGE_SIZE, READ_ONLY).unwrap();
    machine.access_all();
    machine.map::<Recorded>(page(0), PAGE_SIZE, UNMAPPED).unwrap();
    machine.access_all();
    drop(section);
    machine.assert_right();
    assert_eq!(machine.not_missed(before), []);
    machine.steps.drain(..before);
    assert_eq!(machine.barriers(), [eagerly(&[0]), eagerly(&[0])].concat());
}

#[test]
fn a_range_with_one_live_entry_in_it_goes_the_crates_way() {
    let mut machine = with_tables();
    machine.map_page::<Recorded>(page(1));
    machine.barriers();
    let _section = LazyMmuGuard::<Recorded>::enable();
    machine.map::<Recorded>(page(0), 3 * PAGE_SIZE, READ_WRITE).unwrap();
    assert_eq!(machine.barriers(), eagerly(&[0, 1, 2]));
}

#[test]
fn a_subtable_is_freed_in_the_crates_way_even_if_nothing_was_mapped_by_it() {
    for is_empty in [false, true] {
        let mut machine = Machine::new(&[page(0)]);
        machine.map_page::<Recorded>(page(0));
        machine.access_all();
        section::<Recorded, _>(|_| {
            if is_empty {
                machine.map::<Recorded>(page(0), PAGE_SIZE, UNMAPPED).unwrap();
                machine.access_all();
            }
            machine.map::<Recorded>(START, BLOCK, UNMAPPED).unwrap();
            machine.access_all();
        });
        let is_freed = |step: &Step| matches!(step, Step::WriteData(_));
        assert_eq!(machine.steps.iter().filter(|step| is_freed(step)).count(), 1);
        machine.assert_right();
    }
}

#[test]
fn a_block_is_split_in_the_crates_way_which_is_to_refuse_it() {
    let mut machine = with_tables();
    machine.map::<Recorded>(START + BLOCK, BLOCK, READ_WRITE).unwrap();
    machine.barriers();
    let _section = LazyMmuGuard::<Recorded>::enable();
    let refused = machine.map::<Recorded>(START + BLOCK, PAGE_SIZE, READ_ONLY);
    assert!(matches!(refused, Err(MapError::BreakBeforeMakeViolation(_))), "{refused:?}");
    assert_eq!(machine.barriers(), []);
}

/// Maps as an adapter with a fault would: as if no CPU walked the table.
fn map_as_if_nobody_walked(
    machine: &mut Machine,
    start: usize,
    length: usize,
    flags: El1Attributes,
) {
    machine.call(|mapping| {
        mapping.mark_inactive();
        mapping
            .map_range(
                &MemoryRegion::new(start, start + length),
                frame(start),
                flags,
                Constraints::empty(),
            )
            .unwrap();
        mapping.mark_active();
        lazy_mmu_arm64::queue_pte_barriers::<Recorded>();
    });
}

#[test]
fn an_adapter_that_defers_live_entries_or_freed_tables_is_found_out() {
    for (length, flags, seen) in [
        (PAGE_SIZE, READ_ONLY, "leaf"),
        (PAGE_SIZE, UNMAPPED, "a fault or leaf"),
        (BLOCK, UNMAPPED, "garbage"),
    ] {
        let mut machine = with_tables();
        machine.map_page::<Recorded>(page(0));
        machine.access_all();
        section::<Recorded, _>(|_| map_as_if_nobody_walked(&mut machine, page(0), length, flags));
        machine.access_all();
        machine.assert_wrong(seen);
    }
}

#[test]
fn the_crates_refusals_stay_in_its_words_and_defer_nothing() {
    let mut machine = with_tables();
    machine.barriers();
    section::<Recorded, _>(|_| {
        let flags = READ_WRITE | El1Attributes::TABLE_OR_PAGE;
        assert_eq!(
            machine.map::<Recorded>(page(0), PAGE_SIZE, flags),
            Err(MapError::InvalidFlags(flags.bits()))
        );
        let mut map = |start, end| {
            machine.mapping.map_range_lazily::<Recorded>(
                &MemoryRegion::new(start, end),
                PhysicalAddress(0),
                READ_WRITE,
                Constraints::empty(),
            )
        };
        assert_eq!(
            map(page(1), page(0)),
            Err(MapError::RegionBackwards(MemoryRegion::new(page(1), page(0))))
        );
        assert_eq!(map(0x1000, 0x2000), Err(MapError::AddressRange(VirtualAddress(0x1000))));
    });
    assert_eq!(machine.barriers(), []);
}

#[test]
fn a_panic_in_the_translation_leaves_the_mapping_active_and_its_stores_deferred() {
    let mut machine = with_tables();
    machine.barriers();
    machine.tables.left.set(1);
    let section = LazyMmuGuard::<Recorded>::enable();
    let region = MemoryRegion::new(START + BLOCK, START + 3 * BLOCK);
    let mapping = &mut machine.mapping;
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        mapping.map_range_lazily::<Recorded>(
            &region,
            frame(START),
            READ_WRITE,
            Constraints::NO_BLOCK_MAPPINGS,
        )
    }));
    assert!(panicked.is_err(), "there is no table for the second half");
    assert!(machine.mapping.active());
    drop(section);
    assert_eq!(machine.barriers(), PAIR);
}
