// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Gather`]: invalidates changes together, and gives their frames back after that.

use core::marker::PhantomData;
use core::mem;

use super::run::Run;
use super::sequence::{Broadcast, Sequence, accept};
use crate::rules::Regime;

/// A collection of changed leaves and unlinked tables, with their frames.
///
/// It invalidates them in one sequence, and then drops the frames.
///
/// Clear an entry, hand over what it mapped, and let `F`'s drop give the frame back:
///
/// ```
/// use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// use lazy_mmu_arm64::tlb::Gather;
/// use lazy_mmu_arm64::{El1, change_pte};
///
/// struct Frame(u64);
/// impl Drop for Frame {
///     fn drop(&mut self) { /* to the allocator */ }
/// }
///
/// fn unmap(table: &[AtomicU64; 512], address: u64) {
///     let mut gather = Gather::<El1, Frame, 16>::new();
///     for (page, entry) in table.iter().enumerate() {
///         let old = entry.load(Relaxed);
///         if old & 1 != 0 {
///             change_pte(entry, 0);
///             let frame = Frame(old & 0x0000_ffff_ffff_f000);
///             gather.leaf(address + page as u64 * 4096, 4096, frame);
///         }
///     }
/// } // it invalidates them, then the frames drop
/// # let table = [const { AtomicU64::new(0) }; 512];
/// # unmap(&table, 0xffff_8000_0000_0000);
/// ```
///
/// It has room for `N` runs and `N` frames, and takes no other memory: when it is full, it finishes
/// what it has and starts anew. A leaf that continues the last run joins it. For what
/// [`table`](Self::table) has collected, the sequence invalidates the walk too. The bound and the
/// ranges of [`Features`](super::Features) hold for all of it.
///
/// It finishes by [`finish`](Self::finish) or when it drops, also on unwinding. If it is forgotten,
/// its frames leak and never go back.
///
/// * **Don't map an address that it has collected before it has finished**: that would be make
///   before break.
/// * **Keep the lock of the tables until it has finished.** It holds no lock, and another task that
///   finds an entry empty must not take that for invalidated.
/// * A handler that interrupts its owner needs a `Gather` of its own.
///
/// It isn't `Send`: entries cleared on one CPU are invalidated on another only if the switch
/// between them contained a [`switch_out`](crate::switch_out).
///
/// ```compile_fail,E0277
/// # use lazy_mmu_arm64::{El1, tlb::Gather};
/// # fn is_send<T: Send>() {}
/// is_send::<Gather<El1, u64, 1>>();
/// ```
#[must_use = "what it has collected is invalidated when it drops"]
pub struct Gather<R: Regime, F, const N: usize> {
    runs: [Part; N],
    run_count: usize,
    frames: [Option<F>; N],
    frame_count: usize,
    regime: PhantomData<*mut R>,
}

#[derive(Clone, Copy)]
struct Part {
    run: Run,
    is_walk: bool,
}

impl Part {
    /// Joins `next`, if it continues this run.
    fn extend(&mut self, next: Self) -> bool {
        let Run { address, count, size } = self.run;
        let continues = self.is_walk == next.is_walk
            && size == next.run.size
            && count > 0
            && next.run.count > 0
            && address.checked_add(count * size) == Some(next.run.address);
        match Run::new(address, count + next.run.count, size) {
            Ok(joined) if continues => self.run = joined,
            _ => return false,
        }
        true
    }
}

impl<R: Regime, F, const N: usize> Gather<R, F, N> {
    /// Makes an empty collection.
    pub const fn new() -> Self {
        const { assert!(N > 0, "a `Gather` has room for at least one run") };
        const NOTHING: Part =
            Part { run: Run { address: 0, count: 0, size: 4096 }, is_walk: false };
        Self {
            runs: [NOTHING; N],
            run_count: 0,
            frames: [const { None }; N],
            frame_count: 0,
            regime: PhantomData,
        }
    }

    /// Collects a cleared leaf of `size` bytes, which mapped `address`, with its frame.
    ///
    /// # Panics
    ///
    /// As [`invalidate`](super::invalidate). Everything is invalidated then, before `frame` drops.
    #[track_caller]
    pub fn leaf(&mut self, address: u64, size: u64, frame: F) {
        self.run(address, 1, size, frame);
    }

    /// Collects `count` cleared leaves from the one at `address` on, with their frames.
    ///
    /// A `count` of 0 has nothing to invalidate; its frames wait with the others.
    ///
    /// # Panics
    ///
    /// As [`leaf`](Self::leaf).
    #[track_caller]
    pub fn run(&mut self, address: u64, count: usize, size: u64, frames: F) {
        self.collect(false, address, count, size, Some(frames));
    }

    /// Collects `count` leaves that were changed, and whose frames don't go back.
    ///
    /// # Panics
    ///
    /// As [`leaf`](Self::leaf).
    #[track_caller]
    pub fn change(&mut self, address: u64, count: usize, size: u64) {
        self.collect(false, address, count, size, None);
    }

    /// Collects a table whose entry was cleared, with its frame.
    ///
    /// The table mapped `count` leaves of `size` bytes from `address` on that were not collected or
    /// invalidated themselves. A `count` of 0 stands for the walk to `address` alone.
    ///
    /// # Panics
    ///
    /// As [`leaf`](Self::leaf).
    #[track_caller]
    pub fn table(&mut self, address: u64, count: usize, size: u64, frame: F) {
        self.collect(true, address, count, size, Some(frame));
    }

    /// Invalidates the collection in one sequence, and then drops the frames.
    ///
    /// It executes nothing if nothing was collected. The collection may be used again, also if the
    /// drop of a frame has panicked; the other frames have dropped then.
    pub fn finish(&mut self) {
        drop(self.invalidated());
    }

    /// Invalidates the collection, and hands out the frames, which may drop now.
    fn invalidated(&mut self) -> [Option<F>; N] {
        let collected = &self.runs[..self.run_count];
        if !collected.is_empty() {
            let mut sequence = Sequence::<Broadcast<R>>::begin(0);
            if sequence.has_room_for(collected.iter().map(|part| part.run)) {
                let _ = collected.iter().all(|part| {
                    if part.is_walk {
                        sequence.add::<true>(part.run)
                    } else {
                        sequence.add::<false>(part.run)
                    }
                });
            }
            sequence.end();
        }
        (self.run_count, self.frame_count) = (0, 0);
        mem::replace(&mut self.frames, [const { None }; N])
    }

    #[track_caller]
    fn collect(&mut self, is_walk: bool, address: u64, count: usize, size: u64, frame: Option<F>) {
        let part =
            Part { run: accept::<Broadcast<R>>(Run::new(address, count as u64, size)), is_walk };
        let frames_are_full = frame.is_some() && self.frame_count == N;
        let is_nothing = count == 0 && !is_walk;
        let joins = is_nothing
            || !frames_are_full
                && self.runs[..self.run_count].last_mut().is_some_and(|last| last.extend(part));
        let is_full = frames_are_full || !joins && self.run_count == N;
        // The old frames drop after the new ones are stored: if a drop panics, no new one is lost.
        let _before = is_full.then(|| self.invalidated());
        if !joins {
            self.runs[self.run_count] = part;
            self.run_count += 1;
        }
        if frame.is_some() {
            self.frames[self.frame_count] = frame;
            self.frame_count += 1;
        }
    }
}

impl<R: Regime, F, const N: usize> Default for Gather<R, F, N> {
    /// Returns [`Gather::new`].
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Regime, F, const N: usize> core::fmt::Debug for Gather<R, F, N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Gather")
            .field("runs", &self.run_count)
            .field("frames", &self.frame_count)
            .finish()
    }
}

impl<R: Regime, F, const N: usize> Drop for Gather<R, F, N> {
    fn drop(&mut self) {
        self.finish();
    }
}
