//! The other task of the switch sweeps: in a section, with a page of its own, wherever it is switched away from.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use aarch64_cpu::asm::wfe;
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{LazyMmuGuard, flush};
use paging::{Attributes, Pages, map_pages, unmap_pages};

use crate::sweep::{Handlers, State};
use crate::{Meter, Qemu, sched, space};

/// Each has an entry of the root table to itself, so that no two of them install the same table.
const REGION: u64 = 1 << 39;
const FIRST_REGION: u64 = 0xffff_8000_0000_0000;

static END: AtomicBool = AtomicBool::new(false);
static ROUNDS: AtomicUsize = AtomicUsize::new(0);

/// Ends them all; how often they used a page of their own.
pub fn end() -> usize {
    END.store(true, Relaxed);
    ROUNDS.load(Relaxed)
}

/// A task that makes room in a nested section that owes, paused, and between sections, and finds its own state each time. On a platform
/// that pins it makes room between sections only.
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
    while !END.load(Relaxed) {
        {
            let outer = LazyMmuGuard::<P>::enable();
            queue_pte_barriers::<P>();
            in_section();
            map_pages::<P>(space(), pages.addresses().start, &frame, Attributes::READ_WRITE).expect("frames for tables");
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
