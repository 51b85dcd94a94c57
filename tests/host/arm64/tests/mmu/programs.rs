//! Programs of one task on one CPU.

use lazy_mmu_arm64::{
    Arm64Mode, El1, El2, change_pte, set_pte, set_ptes, settle_fault, tlb, try_set,
};
use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, PauseGuard, Unsettled, flush, paused, section};
use model_kernel::kernel::{Recorded, RecordedEl2};
use model_mmu::trace::Trace;
use paging::{
    Attributes, PAGE_SIZE, Pages, apply_to_page_range, map_pages, populate_pages, protect_pages,
    unmap_pages,
};

use crate::{BLOCK, START, TRANSLATION_FAULT, frames, leaf, page};

/// Returns a trace with the tables for `START`, in which the model looks at four pages.
pub fn with_tables() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1), page(2), page(3)]);
    apply_to_page_range::<Recorded>(&trace.space, Pages::new(START, 4), &mut |_, _| ()).unwrap();
    trace.prepared();
    trace
}

pub fn store<M: Arm64Mode>(trace: &Trace, address: u64) {
    set_pte::<M>(trace.entry(address, 3).expect("the tables are there"), leaf(trace));
}

pub fn map_with_new_tables() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1), page(511), page(512)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 2), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    map_pages::<Recorded>(&trace.space, page(511), &frames(&trace, 2), Attributes::READ_WRITE)
        .unwrap();
    trace.access_all();
    trace
}

pub fn open_what_is_unsettled() -> Trace {
    let trace = with_tables();
    let map = |index| {
        store::<Recorded>(&trace, page(index));
        Unsettled::<_, Recorded>::new(page(index))
    };
    let section = LazyMmuGuard::<Recorded>::enable();
    trace.access(map(0).flush());
    let unsettled = [map(1), map(2)];
    for address in section.finish(unsettled) {
        trace.access(address);
    }
    trace
}

pub fn store_eagerly() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1), page(2)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    store::<Recorded>(&trace, page(1));
    trace.access_all();
    store::<NoLazyMmu>(&trace, page(2));
    trace.access_all();
    trace
}

pub fn map_eagerly_with_new_tables() -> Trace {
    let trace = Trace::new(32, &[page(0)]);
    map_pages::<NoLazyMmu>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE)
        .unwrap();
    trace.access_all();
    trace
}

pub fn store_a_run() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1)]);
    map_pages::<Recorded>(&trace.space, page(2), &frames(&trace, 1), Attributes::READ_WRITE)
        .unwrap();
    trace.prepared();
    set_ptes::<Recorded>(&trace.entries(START, 3).unwrap()[..2], leaf(&trace), PAGE_SIZE);
    trace.access_all();
    trace
}

pub fn unmap_and_map_again() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1)]);
    let all = Pages::new(START, 2);
    for _ in 0..2 {
        map_pages::<Recorded>(&trace.space, START, &frames(&trace, 2), Attributes::READ_WRITE)
            .unwrap();
        trace.access_all();
        unmap_pages::<Recorded>(&trace.space, all).unwrap();
        trace.access_all();
    }
    trace
}

pub fn protect() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 2), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    protect_pages::<Recorded>(&trace.space, Pages::new(START, 2), Attributes::READ_ONLY).unwrap();
    trace.access_all();
    trace
}

/// Live leaves change at once, whatever section is open; the section's deferred pair comes at its
/// end.
pub fn unmap_and_protect_in_an_outer_section() -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    store::<Recorded>(&trace, page(1));
    trace.access_all();
    let outer = LazyMmuGuard::<Recorded>::enable();
    unmap_pages::<Recorded>(&trace.space, Pages::new(page(0), 1)).unwrap();
    trace.access_all();
    protect_pages::<Recorded>(&trace.space, Pages::new(page(1), 1), Attributes::READ_ONLY).unwrap();
    trace.access_all();
    store::<Recorded>(&trace, page(2));
    drop(outer);
    trace.access_all();
    trace
}

pub fn unmap_more_than_is_invalidated_one_by_one() -> Trace {
    let trace = Trace::new(640, &[page(0), page(512)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 513), Attributes::READ_WRITE)
        .unwrap();
    trace.access_all();
    unmap_pages::<Recorded>(&trace.space, Pages::new(START, 513)).unwrap();
    trace.access_all();
    trace
}

/// A page that an inner section stored may be used inside the outer one.
pub fn nested_sections() -> Trace {
    let trace = with_tables();
    let outer = LazyMmuGuard::<Recorded>::enable();
    store::<Recorded>(&trace, page(0));
    section::<Recorded, _>(|_| store::<Recorded>(&trace, page(1)));
    trace.access_all();
    store::<Recorded>(&trace, page(2));
    drop(outer);
    trace.access_all();
    trace
}

/// An inner guard that did not count, because of a pause that has ended since, still flushes.
pub fn an_inert_section_inside_another() -> Trace {
    let trace = with_tables();
    let outer = LazyMmuGuard::<Recorded>::enable();
    let pause = PauseGuard::<Recorded>::pause();
    let inert = LazyMmuGuard::<Recorded>::enable();
    drop(pause);
    store::<Recorded>(&trace, page(0));
    drop(inert);
    trace.access_all();
    drop(outer);
    trace
}

pub fn paused_section() -> Trace {
    let trace = with_tables();
    section::<Recorded, _>(|_| {
        store::<Recorded>(&trace, page(0));
        paused::<Recorded, _>(|| {
            trace.access_all();
            store::<Recorded>(&trace, page(1));
            trace.access_all();
            section::<Recorded, _>(|_| {
                store::<Recorded>(&trace, page(2));
                trace.access_all();
            });
        });
        store::<Recorded>(&trace, page(3));
    });
    trace.access_all();
    trace
}

pub fn callback_that_pauses() -> Trace {
    let trace = with_tables();
    apply_to_page_range::<Recorded>(&trace.space, Pages::new(START, 4), &mut |entry, _| {
        paused::<Recorded, _>(|| set_pte::<Recorded>(entry, leaf(&trace)));
        trace.access_all();
    })
    .unwrap();
    trace
}

pub fn suspended_section() -> Trace {
    let trace = with_tables();
    let section = LazyMmuGuard::<Recorded>::enable();
    store::<Recorded>(&trace, page(0));
    section.suspend(|| {
        trace.access_all();
        store::<Recorded>(&trace, page(1));
        trace.access_all();
    });
    store::<Recorded>(&trace, page(2));
    drop(section);
    trace.access_all();
    trace
}

pub fn flush_in_a_section() -> Trace {
    let trace = with_tables();
    section::<Recorded, _>(|guard| {
        store::<Recorded>(&trace, page(0));
        flush::<Recorded>();
        trace.access_all();
        store::<Recorded>(&trace, page(1));
        guard.flush();
        trace.access_all();
    });
    trace
}

pub fn allocate_in_a_section() -> Trace {
    const LINEAR: u64 = 0xffff_0000_0000_0000;
    let linear: Vec<u64> = (0..4).map(|frame| LINEAR + (12 + frame) * PAGE_SIZE).collect();
    let trace = Trace::new(32, &[&[page(0), page(1)][..], &linear].concat());
    apply_to_page_range::<Recorded>(&trace.space, Pages::new(START, 2), &mut |_, _| ()).unwrap();
    trace.space.enable_debug_pagealloc::<Recorded>(&[]).unwrap();
    // A page of the free list comes before those that the model looks at.
    while !linear.contains(&trace.space.linear(trace.space.alloc_page::<NoLazyMmu>().unwrap())) {}
    trace.access_all();
    trace.prepared();
    section::<Recorded, _>(|_| {
        let frame = trace.space.alloc_page::<Recorded>().unwrap();
        trace.access_all();
        trace.space.free_page::<Recorded>(frame);
        trace.access_all();
    });
    populate_pages::<Recorded>(&trace.space, Pages::new(START, 2), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    trace
}

pub fn try_set_a_leaf() -> Trace {
    let trace = with_tables();
    section::<Recorded, _>(|_| {
        try_set(trace.entry(page(0), 3).unwrap(), leaf(&trace)).unwrap();
        trace.access_all();
    });
    trace
}

pub fn map_and_unmap_at_el2() -> Trace {
    let trace = with_tables();
    let entry = trace.entry(page(0), 3).unwrap();
    section::<RecordedEl2, _>(|_| {
        set_pte::<RecordedEl2>(entry, leaf(&trace));
        set_pte::<RecordedEl2>(trace.entry(page(1), 3).unwrap(), leaf(&trace));
    });
    trace.access_all();
    change_pte(entry, 0);
    tlb::invalidate::<El2>(page(0), 1, PAGE_SIZE);
    trace.access_all();
    change_pte(trace.entry(page(1), 3).unwrap(), 0);
    tlb::invalidate_all::<El2>();
    trace.access_all();
    trace
}

pub fn break_before_make() -> Trace {
    let trace = with_tables();
    let entry = trace.entry(page(0), 3).unwrap();
    set_pte::<Recorded>(entry, leaf(&trace));
    trace.access_all();
    change_pte(entry, 0);
    tlb::invalidate::<El1>(page(0), 1, PAGE_SIZE);
    trace.access_all();
    set_pte::<Recorded>(entry, leaf(&trace));
    trace.access_all();
    trace
}

pub fn map_and_unmap_a_block() -> Trace {
    let trace = Trace::new(32, &[page(512), page(515)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE).unwrap();
    trace.prepared();
    let entry = trace.entry(page(512), 2).unwrap();
    set_pte::<Recorded>(entry, 0x20_0000 | BLOCK);
    trace.access_all();
    change_pte(entry, 0);
    tlb::invalidate::<El1>(page(512), 1, 512 * PAGE_SIZE);
    trace.access_all();
    trace
}

pub fn settle_a_fault_in_a_section() -> Trace {
    let trace = with_tables();
    section::<Recorded, _>(|_| {
        store::<Recorded>(&trace, page(0));
        let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, page(0));
        trace.access_all();
    });
    trace
}
