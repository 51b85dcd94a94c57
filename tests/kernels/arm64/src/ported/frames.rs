//! The frames that tables and pages are made of. Those that were never used are zeros, by the
//! loader; tables are made of these alone.

use core::ptr::with_exposed_provenance;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// A frame of memory, in words.
#[repr(C, align(4096))]
#[derive(Debug)]
pub struct Page(pub [AtomicU64; 512]);

/// No frame is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfFrames;

const COUNT: usize = 512;
static POOL: [Page; COUNT] = [const { Page([const { AtomicU64::new(0) }; 512]) }; COUNT];
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static GIVEN_BACK: AtomicUsize = AtomicUsize::new(0);

/// A frame of zeros, by its physical address: the loader maps memory one to one.
///
/// # Errors
///
/// If none is left.
pub fn take() -> Result<u64, OutOfFrames> {
    let page = POOL.get(TAKEN.fetch_add(1, Relaxed)).ok_or(OutOfFrames)?;
    Ok((&raw const *page).expose_provenance() as u64)
}

/// The frame is free, and not zeros any more: no table is made of it. This small kernel only counts
/// them.
///
/// # Panics
///
/// If it is none of the pool.
pub fn give_back(frame: u64) {
    assert!(
        POOL.as_ptr_range().contains(&with_exposed_provenance(frame as usize)),
        "{frame:#x} is no frame of the pool"
    );
    GIVEN_BACK.fetch_add(1, Relaxed);
}

/// How many frames were given back.
pub fn given_back() -> usize {
    GIVEN_BACK.load(Relaxed)
}

/// The memory of a frame, by the loader's map.
///
/// # Panics
///
/// If it is none of the pool.
pub fn page(frame: u64) -> &'static Page {
    &POOL[(frame as usize - POOL.as_ptr().addr()) / size_of::<Page>()]
}
