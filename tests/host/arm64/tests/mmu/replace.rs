//! Programs that replace live entries: break-before-make in one call.

use lazy_mmu_arm64::{
    El1, change_pte, replace_pte, replace_pte_deferred, replace_ptes, set_pte, split_block,
    split_block_deferred,
};
use lazy_mmu_core::{LazyMmuGuard, section};
use model_kernel::kernel::Recorded;
use model_mmu::trace::Trace;
use paging::{Attributes, PAGE_SIZE, map_pages};

use crate::programs::{store, with_tables};
use crate::{BLOCK, LEAF, START, TABLE, frames, leaf, page};

const CONTIGUOUS: u64 = 1 << 52;
const BLOCK_SIZE: u64 = 512 * PAGE_SIZE;

fn with_a_page() -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    trace.prepared();
    trace
}

/// The new page may be used at once, whatever section is open.
pub fn replace_a_leaf_in_a_section() -> Trace {
    let trace = with_a_page();
    section::<Recorded, _>(|_| {
        replace_pte::<El1>(trace.entry(page(0), 3).unwrap(), leaf(&trace), page(0), PAGE_SIZE);
        trace.access_all();
    });
    trace
}

pub fn replace_a_leaf_and_defer_the_make() -> Trace {
    let trace = with_a_page();
    let section = LazyMmuGuard::<Recorded>::enable();
    replace_pte_deferred::<Recorded, El1>(
        trace.entry(page(0), 3).unwrap(),
        leaf(&trace),
        page(0),
        PAGE_SIZE,
    );
    store::<Recorded>(&trace, page(1));
    drop(section);
    trace.access_all();
    trace
}

pub fn replace_a_run() -> Trace {
    let trace = Trace::new(32, &[page(0), page(1), page(2)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 3), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    trace.prepared();
    let run = &trace.entries(START, 3).unwrap()[..2];
    replace_ptes::<El1>(run, START, PAGE_SIZE, |_, old| old | CONTIGUOUS | LEAF);
    trace.access_all();
    trace
}

/// Returns a trace with a block, and a table that maps the same.
fn with_a_block() -> (Trace, u64) {
    let trace = Trace::new(32, &[page(512), page(515)]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE).unwrap();
    set_pte::<Recorded>(trace.entry(page(512), 2).unwrap(), 0x20_0000 | BLOCK);
    trace.access_all();
    trace.prepared();
    let table = frames(&trace, 1)[0];
    // The pages that the model looks at.
    for page in [0, 3] {
        change_pte(
            &trace.space.frames().page(table).0[page],
            (0x20_0000 + page as u64 * PAGE_SIZE) | LEAF,
        );
    }
    (trace, table.address())
}

pub fn split_a_block_in_a_section() -> Trace {
    let (trace, table) = with_a_block();
    section::<Recorded, _>(|_| {
        split_block::<El1>(
            trace.entry(page(512), 2).unwrap(),
            table | TABLE,
            page(512),
            BLOCK_SIZE,
        );
        trace.access_all();
    });
    trace
}

pub fn split_a_block_and_defer_the_link() -> Trace {
    let (trace, table) = with_a_block();
    section::<Recorded, _>(|_| {
        split_block_deferred::<Recorded, El1>(
            trace.entry(page(512), 2).unwrap(),
            table | TABLE,
            page(512),
            BLOCK_SIZE,
        );
    });
    trace.access_all();
    trace
}
