//! The queue is emptied before the section ends if it is full, or if the next address is of another
//! batch.

use batching::{Batch, CAPACITY};
use lazy_mmu_core::section;

use crate::kernel::{Kernel, map, queued, unmap};
use crate::machine::{Cost, LARGE, OTHER_SPACE, SPACE, cost, stale};

/// Unmaps a page of each batch, in that order, in a section. Returns the number of waits before its
/// end.
fn early_waits(pages: &[(Batch, u64)]) -> u32 {
    for &(batch, address) in pages {
        map(batch, address);
    }
    let early = section::<Kernel, _>(|_| {
        cost(|| {
            for &(batch, address) in pages {
                unmap::<true>(batch, address);
            }
        })
    });
    assert_eq!(stale(), 0);
    early.waits
}

#[test]
fn pages_of_one_batch_wait_for_the_end() {
    assert_eq!(early_waits(&[(SPACE, 0x1000), (SPACE, 0x5000), (SPACE, 0x2000)]), 0);
}

#[test]
fn another_address_space_flushes_first() {
    assert_eq!(early_waits(&[(SPACE, 0x1000), (OTHER_SPACE, 0x1000), (OTHER_SPACE, 0x2000)]), 1);
    assert_eq!(early_waits(&[(SPACE, 0x1000), (OTHER_SPACE, 0x1000), (SPACE, 0x2000)]), 2);
}

#[test]
fn another_page_size_flushes_first() {
    assert_eq!(early_waits(&[(SPACE, 0x1000), (LARGE, 0x100_0000), (LARGE, 0x200_0000)]), 1);
}

#[test]
fn a_full_queue_flushes_before_the_next_one() {
    let address = |page: usize| page as u64 * 0x1000;
    for page in 0..=CAPACITY {
        map(SPACE, address(page));
    }
    section::<Kernel, _>(|_| {
        let filled = cost(|| {
            for page in 0..CAPACITY {
                unmap::<true>(SPACE, address(page));
            }
        });
        assert_eq!((filled, queued()), (Cost::default(), CAPACITY));
        let next = cost(|| {
            unmap::<true>(SPACE, address(CAPACITY));
        });
        assert_eq!((next, queued()), (Cost { invalidations: CAPACITY as u32, waits: 1 }, 1));
    });
    assert_eq!(stale(), 0);
}
