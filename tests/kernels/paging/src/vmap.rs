//! Linux's `vmap()`: frames side by side, at addresses that the kernel chooses.

use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::Arm64Mode;
use lazy_mmu_core::Unsettled;

use crate::map::store_leaves;
use crate::{AddressSpace, Attributes, Frame, OutOfFrames, PAGE_SIZE, Pages};

/// Where the first of those addresses is.
pub(crate) const VMAP: u64 = 0xffff_e000_0000_0000;

impl AddressSpace {
    /// Maps `frames`, one after the other, where nothing was mapped before.
    ///
    /// It opens no section: in its caller's the pair stays owed, so that several of these pay once. Where the pages are is known when it
    /// is paid.
    ///
    /// # Errors
    ///
    /// If a table is needed and no frame is left for it.
    pub fn vmap<M: Arm64Mode>(&self, frames: &[Frame]) -> Result<Unsettled<Pages, M>, OutOfFrames> {
        // A page more, which stays unmapped, for whoever reads past the end.
        let start = self.next_vmap.fetch_add((frames.len() as u64 + 1) * PAGE_SIZE, Relaxed);
        store_leaves::<M>(self, start, frames, Attributes::READ_WRITE)?;
        Ok(Unsettled::new(Pages::new(start, frames.len())))
    }
}
