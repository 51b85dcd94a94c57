//! If a page is given back while an old translation leads to it, two owners can write to it.
//! `free_page` prevents this.

use std::mem;

use batching::free_page;
use lazy_mmu_core::{LazyMmuGuard, section};

use crate::kernel::{Kernel, interrupt, map, unmap};
use crate::machine::{Cost, Frame, SPACE, access, cost, give_back, take_frame};

const ADDRESS: u64 = 0x1000;

fn through_free_page(frame: Frame) {
    free_page::<Kernel, _>(|| give_back(frame));
}

/// The task unmaps its page and gives it back, and somebody else gets it. Returns the owner of the
/// memory that the task's old address then reaches.
fn after(free: fn(Frame)) -> Option<&'static str> {
    map(SPACE, ADDRESS);
    let frame = unmap::<true>(SPACE, ADDRESS);
    free(frame);
    assert_eq!(take_frame("somebody else"), frame);
    access(SPACE.space, ADDRESS)
}

#[test]
fn an_open_section_would_let_the_task_use_a_freed_page() {
    section::<Kernel, _>(|_| assert_eq!(after(give_back), Some("somebody else")));
}

#[test]
fn a_leaked_guard_would_let_the_task_use_a_freed_page() {
    mem::forget(LazyMmuGuard::<Kernel>::enable());
    // This looks like a whole section and is a nested one, whose end flushes. After it nothing
    // does.
    section::<Kernel, _>(|_| map(SPACE, 0x8000));
    assert_eq!(after(give_back), Some("somebody else"));
}

#[test]
fn free_page_in_an_open_section_flushes_first() {
    section::<Kernel, _>(|_| assert_eq!(after(through_free_page), None));
}

#[test]
fn free_page_behind_a_leaked_guard_flushes_first() {
    mem::forget(LazyMmuGuard::<Kernel>::enable());
    assert_eq!(after(through_free_page), None);
}

#[test]
fn free_page_outside_of_sections_and_in_a_handler_finds_nothing_to_flush() {
    let outside = cost(|| assert_eq!(after(through_free_page), None));
    assert_eq!(outside, Cost { invalidations: 1, waits: 1 }, "that of the entry");
    section::<Kernel, _>(|_| {
        interrupt(|| {
            let in_handler = cost(|| assert_eq!(after(through_free_page), None));
            assert_eq!(in_handler, Cost { invalidations: 1, waits: 1 });
        });
    });
}
