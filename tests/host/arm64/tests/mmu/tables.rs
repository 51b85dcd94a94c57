//! Programs that link tables and take them away.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{El1, Level, change_pte, set_table, tlb, try_set};
use lazy_mmu_core::section;
use model_kernel::kernel::Recorded;
use model_mmu::trace::Trace;
use paging::{Attributes, PAGE_SIZE, map_pages};

use crate::programs::{store, with_tables};
use crate::{ADDRESS, START, TABLE, frames, leaf, page};

/// The table is filled first, and linked by `try_set`.
pub fn try_set_a_table() -> Trace {
    linked_when_filled(|entry, table| try_set(entry, table).unwrap())
}

pub fn set_a_table_that_is_filled() -> Trace {
    linked_when_filled(|entry, table| set_table::<Recorded>(Level::Two, entry, table))
}

fn linked_when_filled(link: impl Fn(&AtomicU64, u64)) -> Trace {
    let far = page(512);
    let trace = Trace::new(32, &[page(0), far]);
    map_pages::<Recorded>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE).unwrap();
    trace.access_all();
    let table = frames(&trace, 1)[0];
    change_pte(&trace.space.frames().page(table).0[0], leaf(&trace));
    link(trace.entry(far, 2).unwrap(), table.address() | TABLE);
    trace.access_all();
    trace
}

/// The table goes back to the allocator, and somebody writes data into it.
pub fn free_a_table() -> Trace {
    free_a_table_by(tlb::invalidate_walk::<El1>)
}

pub fn free_a_table_by(invalidate: impl Fn(u64, usize, u64)) -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    let entry = trace.entry(START, 2).unwrap();
    let table = entry.load(Relaxed) & ADDRESS;
    set_table::<Recorded>(Level::Two, entry, 0);
    invalidate(START, 1, PAGE_SIZE);
    trace.access_all();
    trace.write_data(table);
    trace.access_all();
    trace
}

/// Removes all that an entry of the root links, and links new tables, in one section.
pub fn unlink_at_level_0() -> Trace {
    unlink_at(Level::Zero)
}

/// The same, with the model's root as that of a table of five levels.
pub fn unlink_at_level_minus_1() -> Trace {
    unlink_at(Level::MinusOne)
}

fn unlink_at(level: Level) -> Trace {
    let trace = with_tables();
    store::<Recorded>(&trace, page(0));
    trace.access_all();
    section::<Recorded, _>(|_| {
        set_table::<Recorded>(level, trace.entry(START, 0).unwrap(), 0);
        tlb::invalidate_walk::<El1>(START, 1, PAGE_SIZE);
        trace.access_all();
        map_pages::<Recorded>(&trace.space, START, &frames(&trace, 1), Attributes::READ_WRITE)
            .unwrap();
    });
    trace.access_all();
    trace
}
