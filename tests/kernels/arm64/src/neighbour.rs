//! The other task of the switch sweeps: in a section for as long as it lives, with a page of its
//! own, wherever it is switched away from.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use aarch64_cpu::asm::wfe;
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{LazyMmuGuard, flush};
use paging::{Attributes, Pages, map_pages, unmap_pages};
use spin::Once;

use crate::sweep::{Handlers, State};
use crate::{Meter, Qemu, Task, sched, space};

/// Each has an entry of the root table to itself, so that no two of them install the same table.
const REGION: u64 = 1 << 39;
const FIRST_REGION: u64 = 0xffff_8000_0000_0000;

static END: AtomicBool = AtomicBool::new(false);
static ROUNDS: AtomicUsize = AtomicUsize::new(0);
/// By index, once they are in their sections.
static NEIGHBOURS: [Once<&Task>; sched::TASKS] = [const { Once::new() }; sched::TASKS];

/// Ends them all, each after its round; how often they used a page of their own.
pub fn end() -> usize {
    END.store(true, Relaxed);
    rounds()
}

/// How often they used a page of their own, so far. In a round three `dsb ishst` are due, one of
/// them for an invalidation.
pub fn rounds() -> usize {
    ROUNDS.load(Relaxed)
}

/// Whether those from 1 to `last` are in a section now, which they are from their start to [`end`].
/// Not on a platform that pins.
pub fn are_in_sections(last: usize) -> bool {
    let in_section =
        |task: &Once<&Task>| task.get().is_some_and(|task| task.lazy_mmu.counts().enable > 0);
    NEIGHBOURS[1..=last].iter().all(in_section)
}

/// A task that makes room in a section, in a nested one that defers, and paused, and finds its own
/// state each time. On a platform that pins it makes room between sections only.
///
/// # Panics
///
/// If it finds another state than it left.
pub fn neighbour<P: Handlers>(index: usize, pins: bool) {
    let pages = Pages::new(FIRST_REGION + REGION * index as u64, 1);
    let frame = [space().frames().take().expect("a frame")];
    let in_section = || {
        if !pins {
            make_room::<P>();
        }
    };
    let _for_life = (!pins).then(LazyMmuGuard::<P>::enable);
    NEIGHBOURS[index].call_once(Task::current);
    while !END.load(Relaxed) {
        {
            let outer = LazyMmuGuard::<P>::enable();
            queue_pte_barriers::<P>();
            in_section();
            map_pages::<P>(space(), pages.addresses().start, &frame, Attributes::READ_WRITE)
                .expect("frames for tables");
            Qemu.check(space(), pages, &frame);
            {
                let _inner = LazyMmuGuard::<P>::enable();
                queue_pte_barriers::<P>();
                in_section();
            }
            let _pause = outer.pause();
            in_section();
        }
        unmap_pages::<P>(space(), pages).expect("just mapped");
        flush::<P>();
        ROUNDS.fetch_add(1, Relaxed);
        make_room::<P>();
    }
}

fn make_room<P: Handlers>() {
    let before = State::now::<P>();
    // Another CPU goes on here if all are emulated by one thread.
    wfe();
    sched::yield_now();
    assert_eq!(State::now::<P>(), before, "the state of the other task");
}
