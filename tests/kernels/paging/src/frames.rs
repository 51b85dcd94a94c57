//! [`Frames`]: the pool of physical pages.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use spin::Mutex;

use crate::{Frame, PAGE_SIZE};

/// One page of memory, in words: a table's entries, or data.
#[derive(Debug)]
#[repr(C, align(4096))]
pub struct Page(pub [AtomicU64; 512]);

impl Page {
    /// A page of zeros.
    pub const fn zeroed() -> Self {
        Self([const { AtomicU64::new(0) }; 512])
    }
}

/// Nothing is left in the pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfFrames;

/// A pool of pages and which of them are free.
#[derive(Debug)]
pub struct Frames {
    pool: &'static [Page],
    free: Mutex<Free>,
}

/// Free pages are linked through their first word, which holds the index of the next one.
#[derive(Debug)]
struct Free {
    first: u64,
}

const NONE: u64 = u64::MAX;

impl Frames {
    /// All of `pool` is free.
    pub fn new(pool: &'static [Page]) -> Self {
        for (index, page) in (0u64..).zip(pool) {
            page.0[0].store(index + 1, Relaxed);
        }
        if let Some(last) = pool.last() {
            last.0[0].store(NONE, Relaxed);
        }
        let first = if pool.is_empty() { NONE } else { 0 };
        Self { pool, free: Mutex::new(Free { first }) }
    }

    /// A page of zeros.
    ///
    /// # Errors
    ///
    /// If none is left.
    pub fn take(&self) -> Result<Frame, OutOfFrames> {
        let mut free = self.free.lock();
        let page = self.pool.get(free.first as usize).ok_or(OutOfFrames)?;
        let frame = self.frame(free.first as usize);
        free.first = page.0[0].load(Relaxed);
        page.0[0].store(0, Relaxed);
        Ok(frame)
    }

    /// The page is free again, and zeros.
    pub fn give_back(&self, frame: Frame) {
        let page = self.page(frame);
        for word in &page.0 {
            word.store(0, Relaxed);
        }
        let mut free = self.free.lock();
        page.0[0].store(free.first, Relaxed);
        free.first = self.index(frame) as u64;
    }

    /// The memory of a frame of this pool.
    pub fn page(&self, frame: Frame) -> &'static Page {
        &self.pool[self.index(frame)]
    }

    /// Every frame of the pool, free or not.
    pub fn all(&self) -> impl Iterator<Item = Frame> {
        (0..self.pool.len()).map(|index| self.frame(index))
    }

    pub(crate) fn index(&self, frame: Frame) -> usize {
        ((frame.0 - self.base()) / PAGE_SIZE) as usize
    }

    fn frame(&self, index: usize) -> Frame {
        Frame(self.base() + index as u64 * PAGE_SIZE)
    }

    fn base(&self) -> u64 {
        self.pool.as_ptr().addr() as u64
    }
}
