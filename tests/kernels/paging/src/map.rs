//! The mapping functions. Each is one section of the lazy MMU mode, by one line; some defer to
//! their caller's.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64Mode, El1, change_pte, set_pte, tlb};
use lazy_mmu_core::{Unsettled, lazy_mmu};

use crate::space::{mapped_frame, runs};
use crate::{AddressSpace, Attributes, Frame, OutOfFrames, PAGE_SIZE, Pages};

/// A page of the range has no table, or no valid entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotMapped;

/// Maps `frames`, one after the other, from `start` on. The pages were not mapped before.
///
/// # Errors
///
/// If a table is needed and no frame is left for it. The pages that were mapped until then stay
/// mapped, and are settled.
#[lazy_mmu(platform = M)]
pub fn map_pages<M: Arm64Mode>(
    space: &AddressSpace,
    start: u64,
    frames: &[Frame],
    attributes: Attributes,
) -> Result<(), OutOfFrames> {
    store_leaves::<M>(space, start, frames, attributes)
}

/// Maps a new page to each of `pages`. The allocator opens a section of its own if it is being
/// debugged.
///
/// # Errors
///
/// If no frame is left. The pages that were mapped until then stay mapped, and are settled.
#[lazy_mmu(platform = M)]
pub fn populate_pages<M: Arm64Mode>(
    space: &AddressSpace,
    pages: Pages,
    attributes: Attributes,
) -> Result<(), OutOfFrames> {
    for leaves in space.leaves_or_new::<M>(pages) {
        for entry in leaves? {
            let frame = space.alloc_page::<M>()?;
            set_pte::<M>(entry, attributes.leaf(frame));
        }
    }
    Ok(())
}

/// Removes `pages`; whoever owns the frames may reuse them when this returns, section or not.
///
/// # Errors
///
/// If one of them was never mapped; those before it are removed.
#[lazy_mmu(platform = M)]
pub fn unmap_pages<M: Arm64Mode>(space: &AddressSpace, pages: Pages) -> Result<(), NotMapped> {
    change_live(space, pages, |_| 0)
}

/// Gives live `pages` other attributes.
///
/// # Errors
///
/// If one of them is not mapped; those before it are changed.
#[lazy_mmu(platform = M)]
pub fn protect_pages<M: Arm64Mode>(
    space: &AddressSpace,
    pages: Pages,
    attributes: Attributes,
) -> Result<(), NotMapped> {
    change_live(space, pages, |frame| attributes.leaf(frame))
}

/// Calls `f` with the entry and the address of each of `pages`, in one section. Tables that are
/// missing are installed.
///
/// # Errors
///
/// If a table is needed and no frame is left for it.
#[lazy_mmu(platform = M)]
pub fn apply_to_page_range<M: Arm64Mode>(
    space: &AddressSpace,
    pages: Pages,
    f: &mut dyn FnMut(&AtomicU64, u64),
) -> Result<(), OutOfFrames> {
    let mut addresses = pages.each();
    for leaves in space.leaves_or_new::<M>(pages) {
        for (entry, address) in leaves?.iter().zip(&mut addresses) {
            f(entry, address);
        }
    }
    Ok(())
}

/// As [`map_pages`], table by table, with a section for each as Linux's `vmap_pages_range` has
/// them. Each of them flushes when it ends.
///
/// # Errors
///
/// As [`map_pages`].
#[lazy_mmu(platform = M)]
pub fn map_tables<M: Arm64Mode>(
    space: &AddressSpace,
    start: u64,
    frames: &[Frame],
    attributes: Attributes,
) -> Result<(), OutOfFrames> {
    by_table(start, frames)
        .try_for_each(|(start, frames)| map_pages::<M>(space, start, frames, attributes))
}

/// The same with sections that defer: the outermost one flushes for all of them.
///
/// # Errors
///
/// As [`map_pages`].
#[lazy_mmu(defer, platform = M)]
pub fn map_tables_deferring<M: Arm64Mode>(
    space: &AddressSpace,
    start: u64,
    frames: &[Frame],
    attributes: Attributes,
) -> Result<Unsettled<Pages, M>, OutOfFrames> {
    for (start, frames) in by_table(start, frames) {
        map_pages_deferring::<M>(space, start, frames, attributes)?.leave();
    }
    Ok(Unsettled::new(Pages::new(start, frames.len())))
}

/// As [`map_pages`], for a caller that flushes once for several of them.
///
/// # Errors
///
/// As [`map_pages`].
#[lazy_mmu(defer, platform = M)]
pub fn map_pages_deferring<M: Arm64Mode>(
    space: &AddressSpace,
    start: u64,
    frames: &[Frame],
    attributes: Attributes,
) -> Result<Unsettled<Pages, M>, OutOfFrames> {
    store_leaves::<M>(space, start, frames, attributes)?;
    Ok(Unsettled::new(Pages::new(start, frames.len())))
}

/// The frames for the pages of each table, with the address of its first.
fn by_table(start: u64, mut frames: &[Frame]) -> impl Iterator<Item = (u64, &[Frame])> {
    runs(Pages::new(start, frames.len())).map(move |run| {
        let (these, others) = frames.split_at(run.count);
        frames = others;
        (run.address, these)
    })
}

/// What [`map_pages`] does in its section.
#[inline(always)]
pub(crate) fn store_leaves<M: Arm64Mode>(
    space: &AddressSpace,
    start: u64,
    frames: &[Frame],
    attributes: Attributes,
) -> Result<(), OutOfFrames> {
    let mut frames = frames.iter();
    for leaves in space.leaves_or_new::<M>(Pages::new(start, frames.len())) {
        for (entry, &frame) in leaves?.iter().zip(&mut frames) {
            set_pte::<M>(entry, attributes.leaf(frame));
        }
    }
    Ok(())
}

/// Stores `new` of its frame in each live entry, and invalidates what the TLBs hold of it, at once:
/// a section defers barriers, never this.
///
/// Not by `set_pte`: the invalidation has the barriers of these stores in it, and a section would
/// emit them once more.
fn change_live(
    space: &AddressSpace,
    pages: Pages,
    new: impl Fn(Frame) -> u64,
) -> Result<(), NotMapped> {
    let mut changed = 0;
    let outcome = space.leaves(pages).try_for_each(|leaves| {
        leaves.ok_or(NotMapped)?.iter().try_for_each(|entry| {
            change_pte(entry, new(mapped_frame(entry).ok_or(NotMapped)?));
            changed += 1;
            Ok(())
        })
    });
    tlb::invalidate::<El1>(pages.addresses().start, changed, PAGE_SIZE);
    outcome
}

impl AddressSpace {
    /// Linux's `vmap()`: maps `frames`, one after the other, at addresses that it chooses and where
    /// nothing was mapped before.
    ///
    /// In its caller's section it defers to that, so that one flush is enough for several of these.
    /// Where the pages are is known when they are settled.
    ///
    /// # Errors
    ///
    /// If a table is needed and no frame is left for it.
    #[lazy_mmu(defer, platform = M)]
    pub fn vmap<M: Arm64Mode>(&self, frames: &[Frame]) -> Result<Unsettled<Pages, M>, OutOfFrames> {
        // A page more, which stays unmapped, for whoever reads past the end.
        let start = self.next_vmap.fetch_add((frames.len() as u64 + 1) * PAGE_SIZE, Relaxed);
        store_leaves::<M>(self, start, frames, Attributes::READ_WRITE)?;
        Ok(Unsettled::new(Pages::new(start, frames.len())))
    }
}
