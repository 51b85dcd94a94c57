//! [`Space`]: the page tables of a measurement. It empties them, and checks their mappings.

use core::arch::asm;
use core::ptr::with_exposed_provenance;
use core::sync::atomic::Ordering::Relaxed;

use aarch64_cpu::asm::barrier::{SY, isb};
use aarch64_cpu::registers::TTBR1_EL1;
use bench_library::{count, tables};
use kernel::space;
use lazy_mmu_arm64::{El1, tlb};
use lazy_mmu_core::NoLazyMmu;
use paging::{Frame, PAGE_SIZE, Page, Pages, apply_to_page_range};

/// The address of the first page.
pub(crate) const START: u64 = 0xffff_8000_0000_0000;
/// The most pages.
pub(crate) const MOST: usize = 4096;
/// The frame of the first page, and the others follow. It is some RAM, and nobody goes there.
pub(crate) const FRAMES: u64 = 0x4400_0000;
/// The first page's descriptor: normal memory of the kernel, readable and writable.
pub(crate) const FIRST: u64 = FRAMES | 0b11 | 1 << 2 | 0b11 << 8 | 1 << 10 | 1 << 53 | 1 << 54;

const ADDRESS: u64 = 0x0000_ffff_ffff_f000;

/// The expected state of the job's pages. The other pages are not mapped.
#[derive(Clone, Copy)]
pub(crate) enum After {
    /// They are mapped, readable and writable.
    Mapped,
    /// They are mapped, readable only.
    ReadOnly,
    /// They are not mapped.
    Unmapped,
}

/// Page tables, with all tables that the pages from [`START`] on need.
pub(crate) struct Space {
    root: &'static Page,
}

impl Space {
    /// Returns the kernel's own.
    pub(crate) fn of_the_kernel() -> Self {
        apply_to_page_range::<NoLazyMmu>(space(), Pages::new(START, MOST), &mut |_, _| ())
            .expect("frames for tables");
        // SAFETY: the tables are the kernel's, for ever, and `apply_to_page_range` has installed
        // those that were missing.
        unsafe { Self::new(space().root().address()) }
    }

    /// # Safety
    ///
    /// The table at `root` lives for ever and leads to tables for [`MOST`] pages from [`START`] on,
    /// as [`tables`] asks for.
    pub(crate) unsafe fn new(root: u64) -> Self {
        // SAFETY: the caller's promise.
        Self { root: unsafe { &*with_exposed_provenance(root as usize) } }
    }

    /// Returns the address of the root table.
    pub(crate) fn root(&self) -> u64 {
        (&raw const *self.root).expose_provenance() as u64
    }

    /// Counts a call of `function` that maps `pages`, and checks that it did. No page is mapped
    /// before.
    ///
    /// # Safety
    ///
    /// That of [`count`].
    pub(crate) unsafe fn measure(
        &self,
        what: &str,
        by: &str,
        pages: usize,
        function: *const (),
        arguments: [u64; 5],
    ) {
        // SAFETY: the caller's promise.
        unsafe { self.measure_from(0, After::Mapped, what, by, pages, function, arguments) }
    }

    /// Counts a call of `function` that changes `pages`, and checks their state. `mapped` is the
    /// number of pages that are mapped before.
    ///
    /// # Safety
    ///
    /// That of [`count`].
    #[expect(clippy::too_many_arguments, reason = "those of `count`, and what is before and after")]
    pub(crate) unsafe fn measure_from(
        &self,
        mapped: usize,
        after: After,
        what: &str,
        by: &str,
        pages: usize,
        function: *const (),
        arguments: [u64; 5],
    ) {
        self.clear();
        self.fill(mapped);
        let before = TTBR1_EL1.get_baddr();
        self.walk(self.root());
        // SAFETY: the caller's promise.
        unsafe { count(what, by, pages, function, arguments) }
        for page in 0..MOST as u64 {
            let frame = (page < pages as u64).then_some(FRAMES + page * PAGE_SIZE);
            let (read, written) = match after {
                After::Mapped => (frame, frame),
                After::ReadOnly => (frame, None),
                After::Unmapped => (None, None),
            };
            let address = START + page * PAGE_SIZE;
            assert_eq!(
                (to_read(address), to_write(address)),
                (read, written),
                "page {page} of {pages}, by {what} of {by}"
            );
        }
        self.walk(before);
        self.clear();
    }

    /// Maps `pages` pages.
    fn fill(&self, pages: usize) {
        // SAFETY: the tables are there, as the caller of `new` promised.
        for (leaves, address) in unsafe { tables(self.root, START, pages) } {
            (FIRST + (address - START)..)
                .step_by(PAGE_SIZE as usize)
                .zip(leaves)
                .for_each(|(leaf, entry)| entry.store(leaf, Relaxed));
        }
        // The invalidation in `walk` has the barriers of these.
    }

    fn clear(&self) {
        // SAFETY: the tables are there, as the caller of `new` promised.
        for (leaves, _) in unsafe { tables(self.root, START, MOST) } {
            leaves.iter().for_each(|entry| entry.store(0, Relaxed));
        }
        tlb::invalidate_all::<El1>();
    }

    /// Has the MMU walk from the table at `root`.
    fn walk(&self, root: u64) {
        TTBR1_EL1.set_baddr(root);
        isb(SY);
        tlb::invalidate_all::<El1>();
    }
}

/// Returns the frame that the MMU finds now for a load from `address`, if any.
fn to_read(address: u64) -> Option<u64> {
    let par: u64;
    // SAFETY: it only asks the MMU, and no handler that runs in between asks too.
    unsafe {
        asm!("at s1e1r, {address}", "isb", "mrs {par}, par_el1", address = in(reg) address, par = out(reg) par, options(nostack))
    }
    (par & 1 == 0).then_some(par & ADDRESS)
}

/// Returns the same for a store.
fn to_write(address: u64) -> Option<u64> {
    let par: u64;
    // SAFETY: as above.
    unsafe {
        asm!("at s1e1w, {address}", "isb", "mrs {par}, par_el1", address = in(reg) address, par = out(reg) par, options(nostack))
    }
    (par & 1 == 0).then_some(par & ADDRESS)
}

/// Takes a frame of zeros from the kernel's pool, for a table.
pub(crate) fn take_frame() -> u64 {
    space().frames().take().expect("a frame for a table").address()
}

/// Gives back a frame of [`take_frame`].
pub(crate) fn give_back(address: u64) {
    let frame: Option<Frame> = space().frames().all().find(|frame| frame.address() == address);
    space().frames().give_back(frame.expect("a frame of the pool"));
}
