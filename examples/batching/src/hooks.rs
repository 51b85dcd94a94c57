//! [`Batching`]: the hooks of the mode, which empty the queue, and [`queue_invalidation`], which
//! fills it.

use core::iter;
use core::marker::PhantomData;

use lazy_mmu_core::{Arch, Platform, with_active};

use crate::{Batch, Hardware, Queue};

/// The architecture: TLB invalidations are queued. A platform's `type Arch`.
///
/// `enter` does nothing; `flush` and `leave` empty the queue. Each may run twice in a row. The mode
/// itself knows whether it is on, and the queue has no copy of that.
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

/// A platform whose architecture is [`Batching`]: the bound of a generic function that unmaps.
pub trait BatchingPlatform: Platform<Arch = Batching<Self::Hardware>> {
    /// The hardware that holds translations.
    type Hardware: Hardware;
}

impl<P: Platform<Arch = Batching<H>>, H: Hardware> BatchingPlatform for P {
    type Hardware = H;
}

/// Invalidates the translations of the page at `address`, at the latest when the section ends. Call
/// it just after you have changed or cleared an entry that may have been in use. (Linux:
/// `hpte_need_flush`, `tlb_batch_add`.)
///
/// If a section is active the address is [queued](Queue::add), else the invalidation is done before
/// this returns. Until it is done, every CPU may use the old translation: give back the page that
/// it leads to by [`free_page`](crate::free_page).
pub fn queue_invalidation<P: BatchingPlatform>(batch: Batch, address: u64) {
    let queued = with_active::<P, _>(|queue| queue.add::<P::Hardware>(batch, address));
    if queued.is_none() {
        P::Hardware::invalidate(batch, iter::once(address));
    }
}
