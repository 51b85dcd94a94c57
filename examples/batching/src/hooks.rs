//! [`Batching`]: the hooks of the mode, and [`queue_invalidation`], which fills what they empty.

use core::iter;
use core::marker::PhantomData;

use lazy_mmu_core::{Arch, Platform, with_active};

use crate::{Batch, Hardware, Queue};

/// The architecture: TLB invalidations are queued. A platform's `type Arch`.
///
/// Entering does nothing; flushing and leaving empty the queue. All may run again when they have
/// just run. The mode itself knows whether it is on, and the queue has no copy of that.
#[derive(Debug)]
pub struct Batching<H>(PhantomData<H>);

impl<H: Hardware> Arch for Batching<H> {
    type Local = Queue;

    fn flush(queue: &Queue) {
        queue.settle::<H>();
    }

    fn is_settled(queue: &Queue) -> bool {
        queue.is_empty()
    }
}

/// A platform whose architecture is [`Batching`]. What a generic function that unmaps asks of its
/// platform.
pub trait BatchingPlatform: Platform<Arch = Batching<Self::Hardware>> {
    /// Where translations are held.
    type Hardware: Hardware;
}

impl<P: Platform<Arch = Batching<H>>, H: Hardware> BatchingPlatform for P {
    type Hardware = H;
}

/// The entry of the page at `address`, which may have been in use, was just changed or cleared: its
/// translations are invalidated, at the latest when the section ends. (Linux: `hpte_need_flush`,
/// `tlb_batch_add`.)
///
/// [Queued](Queue::add) if a section is active, else done before this returns. Until it is done the
/// old translation may be used, by every CPU: a page that it leads to goes back through
/// [`free_page`](crate::free_page).
pub fn queue_invalidation<P: BatchingPlatform>(batch: Batch, address: u64) {
    let queued = with_active::<P, _>(|queue| queue.add::<P::Hardware>(batch, address));
    if queued.is_none() {
        P::Hardware::invalidate(batch, iter::once(address));
    }
}
