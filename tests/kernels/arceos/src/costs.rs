//! The cost of mapping: by ArceOS's own page table, and by the same made lazy, eagerly and in a
//! section.

use alloc::vec::Vec;

use axhal::paging::PageTable;
use lazy_mmu_core::{Global, paused};
use mapping::{Mapping, PAGE};
use memory_addr::{PhysAddr, VirtAddr};
use page_table_multiarch::MappingFlags;

use crate::fault::{self, Access};
use crate::meter::Quiet;
use crate::space::{self, LazyTable};

const SIZES: [usize; 4] = [1, 16, 64, 512];
const MOST: usize = SIZES[SIZES.len() - 1];
/// In the lower half, and a range of the kernel's that nothing is in.
const START: usize = 0x10_0000_0000;
const KERNEL_START: usize = 0xffff_8000_0000_0000;

/// Flags of a page.
pub const READ_ONLY: MappingFlags = MappingFlags::READ;
/// Flags of a page.
pub const READ_WRITE: MappingFlags = MappingFlags::READ.union(MappingFlags::WRITE);

/// Counts everything, in a task of ours.
pub fn run() {
    let mut stock = PageTable::try_new().expect("a frame");
    let mut eager = LazyTable::try_new().expect("a frame");
    let mut lazy = LazyTable::try_new().expect("a frame");
    let mut frames = space::frames(MOST);

    let quiet = Quiet::begin();
    for count in SIZES {
        let root = stock.root_paddr();
        measure(&quiet, "stock", &mut stock, root, &mut frames, count);
        let root = eager.root_paddr();
        paused::<Global, _>(|| measure(&quiet, "eager", &mut eager, root, &mut frames, count));
        let root = lazy.root_paddr();
        measure(&quiet, "lazy", &mut lazy, root, &mut frames, count);
        map_alloc(&quiet, count);
    }
    quiet.end();
}

/// Maps, protects and unmaps page by page, then by one cursor, and uses every page while it is
/// mapped.
///
/// The second time each page leads to another frame, and is read before it is written, so that what
/// was left of the first translations would be seen. A remainder of the second ones would keep an
/// access from faulting.
fn measure(
    quiet: &Quiet,
    how: &str,
    table: &mut impl Mapping,
    root: PhysAddr,
    frames: &mut [PhysAddr],
    count: usize,
) {
    let start = VirtAddr::from(START);
    let pages = || (0..count).map(|page| start + page * PAGE);
    space::enter(root);

    let to = &frames[..count];
    quiet.count(format_args!("map {count} {how}"), || {
        table.map_pages(start, to, READ_WRITE).expect("frames for tables")
    });
    space::check(start, to, 1 << 32);
    quiet.count(format_args!("protect {count} {how}"), || {
        table.protect_pages(start, count, READ_ONLY).expect("mapped")
    });
    assert!(
        pages().all(|page| fault::is_refused(page, Access::Write)),
        "{count} {how}: a page can still be written"
    );
    space::read(start, to, 1 << 32);
    quiet.count(format_args!("unmap {count} {how}"), || {
        table.unmap_pages(start, count).expect("mapped")
    });

    frames.rotate_left(1);
    let to = &frames[..count];
    space::fill(to, 3 << 32);
    quiet.count(format_args!("map {count} by one cursor {how}"), || {
        table.map_region(start, to, READ_WRITE).expect("tables")
    });
    space::read(start, to, 3 << 32);
    space::check(start, to, 2 << 32);
    quiet.count(format_args!("protect {count} by one cursor {how}"), || {
        table.protect_region(start, count, READ_ONLY).expect("mapped")
    });
    assert!(
        pages().all(|page| fault::is_refused(page, Access::Write)),
        "{count} by one cursor {how}: a page can still be written"
    );
    space::read(start, to, 2 << 32);
    quiet.count(format_args!("unmap {count} by one cursor {how}"), || {
        table.unmap_region(start, count).expect("mapped")
    });
    assert!(
        pages().all(|page| fault::is_refused(page, Access::Read)),
        "{count} by one cursor {how}: a page is still there"
    );

    space::leave();
}

/// The same pages in the kernel's address space, by ArceOS.
fn map_alloc(quiet: &Quiet, count: usize) {
    let start = VirtAddr::from(KERNEL_START);
    let mut kernel = axmm::kernel_aspace().lock();
    quiet.count(format_args!("map {count} map_alloc"), || {
        kernel.map_alloc(start, count * PAGE, READ_WRITE, true).expect("frames")
    });
    let frame_of = |page| kernel.page_table().query(start + page * PAGE).expect("mapped").0;
    let frames: Vec<PhysAddr> = (0..count).map(frame_of).collect();
    space::check(start, &frames, 4 << 32);
    quiet.count(format_args!("unmap {count} map_alloc"), || {
        kernel.unmap(start, count * PAGE).expect("mapped")
    });
}
