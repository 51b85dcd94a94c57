//! The page allocator, and Linux's DEBUG_PAGEALLOC: a page is mapped in the linear map only while
//! somebody owns it.

use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::{Arm64Mode, El1, change_pte, set_pte, tlb};
use lazy_mmu_core::lazy_mmu;

use crate::{AddressSpace, Attributes, Frame, OutOfFrames, PAGE_SIZE, Pages, apply_to_page_range};

/// Where the linear map begins: every frame of the pool, in order.
const LINEAR_MAP: u64 = 0xffff_0000_0000_0000;

impl AddressSpace {
    /// A page of zeros. With DEBUG_PAGEALLOC it can be used through the linear map when this
    /// returns, whatever section is open: the section inside has ended.
    ///
    /// # Errors
    ///
    /// If none is left.
    pub fn alloc_page<M: Arm64Mode>(&self) -> Result<Frame, OutOfFrames> {
        let frame = self.frames.take()?;
        if self.debug_pagealloc.load(Relaxed) {
            self.set_linear::<M>(frame, true);
        }
        Ok(frame)
    }

    /// The page is free again.
    pub fn free_page<M: Arm64Mode>(&self, frame: Frame) {
        if self.debug_pagealloc.load(Relaxed) {
            self.set_linear::<M>(frame, false);
        }
        self.frames.give_back(frame);
    }

    /// Turns DEBUG_PAGEALLOC on. Pages that were handed out before are in the linear map already.
    ///
    /// # Errors
    ///
    /// If there is no frame left for the tables of the linear map.
    pub fn enable_debug_pagealloc<M: Arm64Mode>(
        &self,
        handed_out: &[Frame],
    ) -> Result<(), OutOfFrames> {
        apply_to_page_range::<M>(
            self,
            Pages::new(LINEAR_MAP, self.frames.all().count()),
            &mut |_, _| (),
        )?;
        for &frame in handed_out {
            self.set_linear::<M>(frame, true);
        }
        self.debug_pagealloc.store(true, Relaxed);
        Ok(())
    }

    /// Turns it off.
    pub fn disable_debug_pagealloc(&self) {
        self.debug_pagealloc.store(false, Relaxed);
    }

    /// The address of a frame in the linear map.
    pub fn linear(&self, frame: Frame) -> u64 {
        LINEAR_MAP + self.frames.index(frame) as u64 * PAGE_SIZE
    }

    /// Linux's `kernel_map_pages()`, the hidden callee that opens a section inside everybody
    /// else's.
    #[lazy_mmu(platform = M)]
    fn set_linear<M: Arm64Mode>(&self, frame: Frame, valid: bool) {
        let page = Pages::new(self.linear(frame), 1);
        let entry = &self
            .leaves(page)
            .next()
            .flatten()
            .expect("the linear map got its tables when DEBUG_PAGEALLOC was turned on")[0];
        if valid {
            set_pte::<M>(entry, Attributes::READ_WRITE.leaf(frame));
        } else {
            change_pte(entry, 0);
            tlb::invalidate::<El1>(page.addresses().start, 1, PAGE_SIZE);
        }
    }
}
