//! Memory: frames of 4 KiB, handed out once and never taken back.

use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// How many frames there are.
pub const FRAMES: usize = 512;

/// A frame, used as a page table or as a page: 512 words.
#[repr(C, align(4096))]
pub struct Frame([AtomicU64; 512]);

static POOL: [Frame; FRAMES] = [const { Frame::zeroed() }; FRAMES];

/// The error of [`frame`]: every frame has been handed out.
#[derive(Debug)]
pub struct OutOfFrames;

/// Hands out a frame of zeros.
pub fn frame() -> Result<&'static Frame, OutOfFrames> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    POOL.get(NEXT.fetch_add(1, Relaxed)).ok_or(OutOfFrames)
}

/// Returns all frames, in the order of their addresses.
pub fn all() -> &'static [Frame] {
    &POOL
}

impl Frame {
    /// Returns a frame of zeros.
    pub const fn zeroed() -> Self {
        Self([const { AtomicU64::new(0) }; 512])
    }

    /// Returns the physical address, which the boot map maps to itself.
    pub fn address(&self) -> u64 {
        core::ptr::from_ref(self).expose_provenance() as u64
    }

    /// Returns the frame of the pool at a physical address.
    pub fn at(address: u64) -> &'static Self {
        &POOL[(address - POOL[0].address()) as usize / size_of::<Self>()]
    }

    /// Returns a word. Only the low nine bits of the number count, so it may be a page's address,
    /// shifted to a level's index.
    pub fn word(&self, number: u64) -> &AtomicU64 {
        &self.0[(number % 512) as usize]
    }
}
