//! The crate `page_table_multiarch`, as it is on arm64: a cursor for each page, and one cursor, which invalidate when they drop.

use core::hint::black_box;

use ::page_table_multiarch::aarch64::A64PageTable;
use ::page_table_multiarch::{MappingFlags, PageSize, PagingHandler};
use memory_addr::{PhysAddr, VirtAddr};

use crate::SIZES;
use crate::space::{FRAMES, MOST, START, Space, give_back, take_frame};

const PAGE_SIZE: usize = 4096;
const FLAGS: MappingFlags = MappingFlags::READ.union(MappingFlags::WRITE);

struct Pool;

impl PagingHandler for Pool {
    fn alloc_frames(count: usize, _: usize) -> Option<PhysAddr> {
        assert_eq!(count, 1, "tables of four levels are a frame each");
        Some(PhysAddr::from_usize(take_frame() as usize))
    }

    fn dealloc_frames(address: PhysAddr, _: usize) {
        give_back(address.as_usize() as u64);
    }

    fn phys_to_virt(address: PhysAddr) -> VirtAddr {
        VirtAddr::from_usize(address.as_usize())
    }
}

type Tables = A64PageTable<Pool>;

#[inline(never)]
extern "C" fn map_pages(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    for page in 0..count {
        let address = VirtAddr::from_usize(start + page * PAGE_SIZE);
        let frame = PhysAddr::from_usize(frames + page * PAGE_SIZE);
        tables.cursor().map(address, frame, PageSize::Size4K, FLAGS).expect("a page that is not mapped");
    }
}

#[inline(never)]
extern "C" fn map_at_once(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    let frame = |address: VirtAddr| PhysAddr::from_usize(address.as_usize() - start + frames);
    let mut cursor = tables.cursor();
    cursor.map_region(VirtAddr::from_usize(start), frame, count * PAGE_SIZE, FLAGS, false).expect("pages that are not mapped");
}

pub(crate) fn all() {
    type Map = extern "C" fn(&mut Tables, usize, usize, usize);

    let mut tables = Tables::try_new().expect("a frame for the root");
    map_at_once(&mut tables, START as usize, MOST, FRAMES as usize);
    // SAFETY: the crate's tables are four levels from this root, mapped one to one as `Pool` says, and the pages' tables are there now.
    let space = unsafe { Space::new(tables.root_paddr().as_usize() as u64) };
    for (what, function) in [("cursor, a page a call", map_pages as Map), ("one cursor", map_at_once as Map)] {
        for pages in SIZES {
            let tables = (&raw mut tables).expose_provenance() as u64;
            // SAFETY: the tables, the first page, how many, and the first frame.
            unsafe {
                space.measure(
                    what,
                    "page_table_multiarch",
                    pages,
                    black_box(function) as *const (),
                    [tables, START, pages as u64, FRAMES, 0],
                )
            }
        }
    }
}
