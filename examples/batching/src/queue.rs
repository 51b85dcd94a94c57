//! [`Queue`]: the invalidations that one CPU has deferred.

use core::fmt;
use core::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};

use crate::{Batch, Hardware};

/// The number of addresses that a queue holds: as many as Linux's on powerpc and sparc64. So the
/// wait is small beside the work, and a queue takes less than half a page for each CPU.
pub const CAPACITY: usize = 192;

/// The deferred invalidations of a CPU: addresses of one [`Batch`]. A slot keeps the queue for
/// [`Batching`](crate::Batching).
///
/// Only its CPU uses it, with preemption off, and no handler touches it. So its atomics compile to
/// plain loads and stores, as those of [`Slot`](lazy_mmu_core::Slot) do.
///
/// # Invariants
///
/// The first `length` addresses are queued, `length` is at most [`CAPACITY`], and all of them
/// belong to the batch of `space` and `page_shift`.
pub struct Queue {
    length: AtomicUsize,
    space: AtomicU32,
    page_shift: AtomicU8,
    addresses: [AtomicU64; CAPACITY],
}

impl Queue {
    /// Returns an empty queue.
    pub const fn new() -> Self {
        Self {
            // INVARIANT: nothing is queued.
            length: AtomicUsize::new(0),
            space: AtomicU32::new(0),
            page_shift: AtomicU8::new(0),
            addresses: [const { AtomicU64::new(0) }; CAPACITY],
        }
    }

    /// Returns how many addresses are queued.
    pub fn len(&self) -> usize {
        self.length.load(Relaxed)
    }

    /// Returns whether nothing is deferred.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Queues an address. If the queue is full, or belongs to another batch, it is emptied first.
    pub fn add<H: Hardware>(&self, batch: Batch, address: u64) {
        if self.len() == CAPACITY || self.batch() != batch {
            self.settle::<H>();
        }
        let length = self.len();
        self.space.store(batch.space, Relaxed);
        self.page_shift.store(batch.page_shift, Relaxed);
        self.addresses[length].store(address, Relaxed);
        // INVARIANT: there is room, and the addresses before it are of the same batch.
        self.length.store(length + 1, Relaxed);
    }

    /// Invalidates everything that is queued.
    pub fn settle<H: Hardware>(&self) {
        let length = self.len();
        if length > 0 {
            H::invalidate(
                self.batch(),
                self.addresses[..length].iter().map(|address| address.load(Relaxed)),
            );
            // After the invalidation, so that an observer in between sees that it is not done yet.
            // INVARIANT: nothing is queued.
            self.length.store(0, Relaxed);
        }
    }

    fn batch(&self) -> Batch {
        Batch { space: self.space.load(Relaxed), page_shift: self.page_shift.load(Relaxed) }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("len", &self.len())
            .field("batch", &self.batch())
            .finish_non_exhaustive()
    }
}
