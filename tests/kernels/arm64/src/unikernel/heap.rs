//! The callers of `map`: the boot code and the heap. They know addresses and frames, and call it
//! for each page.

use lazy_mmu_core::lazy_mmu;

use super::Paging;
use crate::ported::frames::OutOfFrames;
use crate::ported::pages::{Pages, READ_WRITE};

/// Maps `pages` to the memory from `first` on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn map_memory<P: Paging>(pages: Pages, first: u64) -> Result<(), OutOfFrames> {
    pages.each().try_for_each(|page| P::map(page, page - pages.0 + first, READ_WRITE))
}

/// Maps `frames` where the heap goes on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn grow<P: Paging>(pages: Pages, frames: &[u64]) -> Result<(), OutOfFrames> {
    pages.each().zip(frames).try_for_each(|(page, &frame)| P::map(page, frame, READ_WRITE))
}
