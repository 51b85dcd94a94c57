//! The mapping functions of `paging`, on the host: the tables that they build, and the barriers
//! that they issue.

// Not in Miri, where it takes more than a quarter of an hour: it fills and searches page tables.
#![cfg(not(miri))]

use lazy_mmu_arm64::record::Instruction::{self, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, is_active, paused, section};
use model_kernel::kernel::{Recorded, barriers, no_erratum, slot};
use paging::{
    AddressSpace, Attributes, Frame, Frames, NotMapped, OutOfFrames, Page, Pages,
    apply_to_page_range, map_pages, populate_pages, protect_pages, unmap_pages,
};

const START: u64 = 0xffff_8000_0000_0000;

fn space(frames: usize) -> AddressSpace {
    no_erratum();
    let pool: Vec<Page> = (0..frames).map(|_| Page::zeroed()).collect();
    AddressSpace::new(Frames::new(Vec::leak(pool))).expect("a frame for the root")
}

fn frames(space: &AddressSpace, count: usize) -> Vec<Frame> {
    (0..count).map(|_| space.frames().take().expect("enough frames")).collect()
}

fn count(record: &[Instruction], instruction: Instruction) -> usize {
    record.iter().filter(|&&recorded| recorded == instruction).count()
}

/// Maps `pages` to new frames, tables included, and forgets the barriers.
fn mapped(space: &AddressSpace, pages: Pages) -> Vec<Frame> {
    let frames = frames(space, pages.count());
    map_pages::<Recorded>(space, pages.addresses().start, &frames, Attributes::READ_WRITE)
        .expect("enough frames");
    barriers();
    frames
}

#[test]
fn mapping_4096_pages_costs_one_pair_and_one_dmb_a_new_table() {
    let space = space(4096 + 16);
    let frames = frames(&space, 4096);
    map_pages::<Recorded>(&space, START, &frames, Attributes::READ_WRITE).unwrap();
    let record = barriers();
    assert_eq!(record[record.len() - 2..], [DsbIshst, Isb]);
    assert_eq!(count(&record, DsbIshst), 1);
    assert_eq!(count(&record, Isb), 1);
    assert_eq!(count(&record, DmbIshst), 2 + 8);
    for (page, &frame) in Pages::new(START, 4096).each().zip(&frames) {
        assert_eq!(space.translate(page), Some(frame));
    }
}

#[test]
fn mapping_them_eagerly_costs_a_pair_a_store() {
    let space = space(4096 + 16);
    let frames = frames(&space, 4096);
    map_pages::<NoLazyMmu>(&space, START, &frames, Attributes::READ_WRITE).unwrap();
    let record = barriers();
    assert_eq!(count(&record, DsbIshst), 4096 + 2 + 8);
    assert_eq!(count(&record, Isb), 4096 + 2 + 8);
}

#[test]
fn pages_at_addresses_of_the_kernels_choice_are_settled_by_the_flush_that_opens_them() {
    let space = space(16);
    let frames = frames(&space, 3);
    let section = LazyMmuGuard::<Recorded>::enable();
    let unsettled = space.vmap::<Recorded>(&frames).unwrap();
    assert!(!barriers().contains(&DsbIshst));
    let pages = unsettled.flush();
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert!(is_active::<Recorded>(), "the section goes on");
    assert!(pages.each().map(|page| space.translate(page)).eq(frames.into_iter().map(Some)));
    drop(section);
    assert_eq!(barriers(), []);
}

#[test]
fn several_mappings_are_settled_once_by_the_end_of_their_section() {
    let space = space(16);
    let section = LazyMmuGuard::<Recorded>::enable();
    let buffers = [1, 2, 3].map(|pages| space.vmap::<Recorded>(&frames(&space, pages)).unwrap());
    assert!(!barriers().contains(&DsbIshst));
    let buffers = section.finish(buffers);
    assert_eq!(barriers(), [DsbIshst, Isb]);
    assert!(
        buffers.iter().flat_map(|pages| pages.each()).all(|page| space.translate(page).is_some())
    );
}

#[test]
fn outside_of_a_section_one_pair_settles_the_pages_before_they_are_returned() {
    let space = space(16);
    let frames = frames(&space, 2);
    space.vmap::<Recorded>(&frames[..1]).unwrap().flush(); // with the tables
    barriers();
    let unsettled = space.vmap::<Recorded>(&frames).unwrap();
    assert_eq!(barriers(), [DsbIshst, Isb]);
    unsettled.flush();
    assert_eq!(barriers(), [], "nothing is deferred");
}

#[test]
fn unmapping_invalidates_at_once_even_in_an_outer_section() {
    let space = space(16);
    let pages = Pages::new(START, 3);
    mapped(&space, pages);
    section::<Recorded, _>(|_| {
        unmap_pages::<Recorded>(&space, pages).unwrap();
        let record = barriers();
        assert!(
            matches!(record[..], [DsbIshst, Tlbi(..), Tlbi(..), Tlbi(..), DsbIsh, Isb]),
            "{record:?}"
        );
    });
    assert_eq!(barriers(), []);
    assert!(pages.each().all(|page| space.translate(page).is_none()));
}

#[test]
fn protecting_invalidates_at_once_and_keeps_the_frames() {
    let space = space(16);
    let pages = Pages::new(START, 2);
    let frames = mapped(&space, pages);
    protect_pages::<Recorded>(&space, pages, Attributes::READ_ONLY).unwrap();
    let record = barriers();
    assert!(matches!(record[..], [DsbIshst, Tlbi(..), Tlbi(..), DsbIsh, Isb]), "{record:?}");
    assert_eq!(space.translate(START + 4096), Some(frames[1]));
}

#[test]
fn running_out_of_frames_is_an_error_and_the_pages_before_are_settled() {
    // The root, three tables, two pages.
    let space = space(6);
    let outcome = populate_pages::<Recorded>(&space, Pages::new(START, 4), Attributes::READ_WRITE);
    assert_eq!(outcome, Err(OutOfFrames));
    assert!(space.translate(START + 4096).is_some());
    assert!(space.translate(START + 2 * 4096).is_none());
    assert!(slot::<Recorded, _>(|slot| slot.is_settled() && !slot.is_active()));
}

#[test]
fn unmapping_a_page_that_is_not_mapped_is_an_error_and_removes_those_before_it() {
    let space = space(16);
    mapped(&space, Pages::new(START, 2));
    assert_eq!(unmap_pages::<Recorded>(&space, Pages::new(START, 3)), Err(NotMapped));
    assert_eq!(space.translate(START), None);
    assert_eq!(unmap_pages::<Recorded>(&space, Pages::new(START + (1 << 30), 1)), Err(NotMapped));
}

#[test]
fn a_callback_may_pause_and_use_what_it_stores() {
    let space = space(16);
    let frames = frames(&space, 8);
    let pages = Pages::new(START, 8);
    // First, so that the tables exist.
    apply_to_page_range::<Recorded>(&space, pages, &mut |_, _| ()).unwrap();
    barriers();
    let mut settled = 0;
    apply_to_page_range::<Recorded>(&space, pages, &mut |entry, address| {
        let frame = frames[((address - START) / 4096) as usize];
        paused::<Recorded, _>(|| {
            lazy_mmu_arm64::set_pte::<Recorded>(entry, frame.address() | 0b11);
            settled += usize::from(slot::<Recorded, _>(|slot| slot.is_settled()));
        });
    })
    .unwrap();
    assert_eq!(settled, 8);
    assert_eq!(count(&barriers(), DsbIshst), 8, "each was settled at once");
}

#[test]
fn an_allocation_inside_a_section_ends_a_section_of_its_own_and_the_outer_one_goes_on() {
    let space = space(64);
    space.enable_debug_pagealloc::<Recorded>(&[]).unwrap();
    let pages = Pages::new(START, 8);
    populate_pages::<Recorded>(&space, pages, Attributes::READ_WRITE).unwrap();
    let frames: Vec<_> = pages.each().map(|page| space.translate(page).unwrap()).collect();
    unmap_pages::<Recorded>(&space, pages).unwrap();
    frames.into_iter().for_each(|frame| space.free_page::<Recorded>(frame));
    barriers();

    // The tables exist: 8 pages, each allocated in a section of its own.
    populate_pages::<Recorded>(&space, pages, Attributes::READ_WRITE).unwrap();
    assert_eq!(count(&barriers(), DsbIshst), 8 + 1, "not 16: the outer section still defers");
}

#[test]
fn a_page_that_is_given_back_is_zeros_when_it_is_taken_again() {
    let space = space(4);
    let frame = space.alloc_page::<Recorded>().unwrap();
    space.frames().page(frame).0[511].store(7, std::sync::atomic::Ordering::Relaxed);
    space.free_page::<Recorded>(frame);
    let again = space.alloc_page::<Recorded>().unwrap();
    assert_eq!(again, frame);
    assert!(
        space
            .frames()
            .page(again)
            .0
            .iter()
            .all(|word| word.load(std::sync::atomic::Ordering::Relaxed) == 0)
    );
}
