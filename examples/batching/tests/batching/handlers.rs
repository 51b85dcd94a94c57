//! A handler inside a section: its own invalidations are done at once, and it leaves the section's
//! queue alone.

use lazy_mmu_core::{flush, section};

use crate::kernel::{Kernel, interrupt, map, queued, unmap};
use crate::machine::{Cost, OTHER_SPACE, SPACE, access, cost, stale};

#[test]
fn a_handler_invalidates_at_once_and_leaves_the_queue_alone() {
    map(SPACE, 0x1000);
    map(OTHER_SPACE, 0x1000);
    map(OTHER_SPACE, 0x2000);
    section::<Kernel, _>(|_| {
        unmap::<true>(SPACE, 0x1000);
        let handler = cost(|| {
            interrupt(|| {
                // It is of another address space: in the section's queue the address would mean
                // another page.
                unmap::<true>(OTHER_SPACE, 0x1000);
                assert_eq!(access(OTHER_SPACE.space, 0x1000), None);
                section::<Kernel, _>(|_| unmap::<true>(OTHER_SPACE, 0x2000));
                flush::<Kernel>();
                assert_eq!(access(OTHER_SPACE.space, 0x2000), None);
            });
        });
        assert_eq!(handler, Cost { invalidations: 2, waits: 2 });
        assert_eq!((queued(), stale()), (1, 1), "the section's own");
    });
    assert_eq!(stale(), 0);
}
