//! [`AddressSpace`]: four levels of tables, and the walk to their leaves.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use lazy_mmu_arm64::{Arm64Mode, Level, set_table};

use crate::{Frame, Frames, OutOfFrames, PAGE_SIZE, Page, Pages};

const ENTRIES: usize = 512;
const VALID: u64 = 1;
const TABLE: u64 = VALID | 1 << 1;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;
/// The levels that hold tables, and the lowest address bit that picks an entry of each.
const WALK: [(Level, u32); 3] = [(Level::Zero, 39), (Level::One, 30), (Level::Two, 21)];
const LEAF_SHIFT: u32 = 12;
/// Where the first of the addresses is that `vmap` chooses.
const VMAP: u64 = 0xffff_e000_0000_0000;

/// An address space of the kernel, and the frames that its tables come from.
#[derive(Debug)]
pub struct AddressSpace {
    root: Frame,
    pub(crate) frames: Frames,
    pub(crate) debug_pagealloc: AtomicBool,
    pub(crate) next_vmap: AtomicU64,
}

impl AddressSpace {
    /// Nothing is mapped.
    ///
    /// # Errors
    ///
    /// If there is no frame for the root table.
    pub fn new(frames: Frames) -> Result<Self, OutOfFrames> {
        let root = frames.take()?;
        Ok(Self {
            root,
            frames,
            debug_pagealloc: AtomicBool::new(false),
            next_vmap: AtomicU64::new(VMAP),
        })
    }

    /// The root table: what goes into TTBR1_EL1.
    pub fn root(&self) -> Frame {
        self.root
    }

    /// The pool that tables and pages come from.
    pub fn frames(&self) -> &Frames {
        &self.frames
    }

    /// Where `address` leads, by the tables alone.
    pub fn translate(&self, address: u64) -> Option<Frame> {
        let page = Pages::new(address & !(PAGE_SIZE - 1), 1);
        mapped_frame(&self.leaves(page).next()??[0])
    }

    /// The entries of level 3 for `pages` as far as they are in one table, if that is there: for
    /// code that has stores of its own.
    pub fn entries(&self, pages: Pages) -> Option<&'static [AtomicU64]> {
        self.leaves(pages).next()?
    }

    /// The entry of level 2 for the page at `address`, if its table is there.
    pub fn table_entry(&self, address: u64) -> Option<&'static AtomicU64> {
        let [above @ .., (_, shift)] = &WALK;
        let table = above.iter().try_fold(self.frames.page(self.root), |table, &(_, shift)| {
            self.linked(&table.0[index(address, shift)])
        });
        table.map(|table| &table.0[index(address, *shift)])
    }

    /// The entries of level 3 for `pages`, a run for each table; `None` for a run whose table is
    /// missing.
    pub(crate) fn leaves(
        &self,
        pages: Pages,
    ) -> impl Iterator<Item = Option<&'static [AtomicU64]>> {
        runs(pages)
            .map(|run| self.table(run.address).map(|table| &table.0[run.first..][..run.count]))
    }

    /// The same; tables that are missing are installed on the way.
    pub(crate) fn leaves_or_new<M: Arm64Mode>(
        &self,
        pages: Pages,
    ) -> impl Iterator<Item = Result<&'static [AtomicU64], OutOfFrames>> {
        runs(pages).map(|run| {
            self.table_or_new::<M>(run.address).map(|table| &table.0[run.first..][..run.count])
        })
    }

    fn table(&self, address: u64) -> Option<&'static Page> {
        WALK.iter().try_fold(self.frames.page(self.root), |table, &(_, shift)| {
            self.linked(&table.0[index(address, shift)])
        })
    }

    fn table_or_new<M: Arm64Mode>(&self, address: u64) -> Result<&'static Page, OutOfFrames> {
        WALK.iter().try_fold(self.frames.page(self.root), |table, &(level, shift)| {
            let entry = &table.0[index(address, shift)];
            if let Some(next) = self.linked(entry) {
                return Ok(next);
            }
            let new = self.alloc_page::<M>()?;
            set_table::<M>(level, entry, new.0 | TABLE);
            Ok(self.frames.page(new))
        })
    }

    fn linked(&self, entry: &AtomicU64) -> Option<&'static Page> {
        mapped_frame(entry).map(|table| self.frames.page(table))
    }
}

/// The output address of a valid entry.
pub(crate) fn mapped_frame(entry: &AtomicU64) -> Option<Frame> {
    let descriptor = entry.load(Relaxed);
    (descriptor & VALID != 0).then_some(Frame(descriptor & ADDRESS))
}

const fn index(address: u64, shift: u32) -> usize {
    (address >> shift) as usize % ENTRIES
}

/// The part of a run of pages that lies in one table of level 3.
pub(crate) struct Run {
    pub(crate) address: u64,
    first: usize,
    pub(crate) count: usize,
}

pub(crate) fn runs(pages: Pages) -> impl Iterator<Item = Run> {
    let addresses = pages.addresses();
    let mut address = addresses.start;
    core::iter::from_fn(move || {
        let left = ((addresses.end - address) / PAGE_SIZE) as usize;
        let first = index(address, LEAF_SHIFT);
        let run = Run { address, first, count: left.min(ENTRIES - first) };
        address += run.count as u64 * PAGE_SIZE;
        (run.count > 0).then_some(run)
    })
}
