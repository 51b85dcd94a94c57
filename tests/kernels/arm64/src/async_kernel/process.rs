//! Whoever maps: the boot code and the system calls of a process. They know addresses and frames, and call `map` for each page.

use lazy_mmu_core::lazy_mmu;

use super::space::Space;
use super::{Paging, USER};
use crate::ported::frames::{self, OutOfFrames};
use crate::ported::pages::{Pages, READ_WRITE};

/// Maps `pages` of the loaded kernel to the memory from `first` on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn map_devices<P: Paging>(kernel: &Space, pages: Pages, first: u64) -> Result<(), OutOfFrames> {
    pages.each().try_for_each(|page| P::map(kernel, page, page - pages.0 + first, READ_WRITE))
}

/// A process with a program in it, which is not loaded yet.
pub(super) fn new<P: Paging>(asid: u16, program: Pages) -> Result<Space, OutOfFrames> {
    let space = Space::process(asid)?;
    program.each().try_for_each(|page| P::build(&space, page, frames::take()?, USER))?;
    P::finish(&space);
    Ok(space)
}

/// Maps `frames` where the heap of a loaded process goes on.
#[lazy_mmu(platform = P::Mode)]
pub(super) fn grow<P: Paging>(process: &Space, pages: Pages, frames: &[u64]) -> Result<(), OutOfFrames> {
    pages.each().zip(frames).try_for_each(|(page, &frame)| P::map(process, page, frame, USER))
}
