//! The crate `page_table_multiarch` on arm64, in its own form and made lazy: a cursor for each
//! page, and one cursor for all. Cursors flush when they drop.

use core::hint::black_box;

use ::page_table_multiarch::aarch64::A64PageTable;
use ::page_table_multiarch::{MappingFlags, PageSize, PagingHandler};
use kernel::Kernel;
use lazy_mmu_arm64::page_table_multiarch::Lazy;
use lazy_mmu_core::NoLazyMmu;
use memory_addr::{PhysAddr, VirtAddr};

use crate::SIZES;
use crate::adapters::{self, PAGE_SIZE};
use crate::space::{FRAMES, MOST, START, Space, give_back, take_frame};

const READ_ONLY: MappingFlags = MappingFlags::READ;
const FLAGS: MappingFlags = READ_ONLY.union(MappingFlags::WRITE);

pub(crate) struct Pool;

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
        tables
            .cursor()
            .map(address, frame, PageSize::Size4K, FLAGS)
            .expect("a page that is not mapped");
    }
}

#[inline(never)]
extern "C" fn map_at_once(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    let frame = |address: VirtAddr| PhysAddr::from_usize(address.as_usize() - start + frames);
    let mut cursor = tables.cursor();
    cursor
        .map_region(VirtAddr::from_usize(start), frame, count * PAGE_SIZE, FLAGS, false)
        .expect("pages that are not mapped");
}

/// The crate's tables and lazy ones have the same methods.
macro_rules! tables {
    ($($tables:ty),*) => {$(
        impl adapters::Map for $tables {
            #[inline(always)]
            fn map(&mut self, start: usize, count: usize, frames: usize) {
                let frame = |address: VirtAddr| PhysAddr::from_usize(address.as_usize() - start + frames);
                let (address, size) = region(start, count);
                let mut cursor = self.cursor();
                let mapped = match count {
                    1 => cursor.map(address, frame(address), PageSize::Size4K, FLAGS),
                    _ => cursor.map_region(address, frame, size, FLAGS, false),
                };
                mapped.expect("pages that are not mapped");
            }
        }

        impl adapters::Change for $tables {
            #[inline(always)]
            fn unmap(&mut self, start: usize, count: usize) {
                let (address, size) = region(start, count);
                let mut cursor = self.cursor();
                let unmapped = match count {
                    1 => cursor.unmap(address).map(drop),
                    _ => cursor.unmap_region(address, size),
                };
                unmapped.expect("pages that are mapped");
            }

            #[inline(always)]
            fn protect(&mut self, start: usize, count: usize) {
                let (address, size) = region(start, count);
                let mut cursor = self.cursor();
                let protected = match count {
                    1 => cursor.protect(address, READ_ONLY).map(drop),
                    _ => cursor.protect_region(address, size, READ_ONLY),
                };
                protected.expect("pages that are mapped");
            }
        }
    )*};
}

tables!(Tables, Lazy<Tables, Kernel>);

fn region(start: usize, count: usize) -> (VirtAddr, usize) {
    (VirtAddr::from_usize(start), count * PAGE_SIZE)
}

pub(crate) fn all() {
    type Map = extern "C" fn(&mut Tables, usize, usize, usize);

    let mut tables = Tables::try_new().expect("a frame for the root");
    map_at_once(&mut tables, START as usize, MOST, FRAMES as usize);
    // SAFETY: the crate's tables are four levels from this root, mapped one to one as `Pool` says,
    // and the pages' tables exist now.
    let space = unsafe { Space::new(tables.root_paddr().as_usize() as u64) };
    for (what, function) in
        [("cursor, a page a call", map_pages as Map), ("one cursor", map_at_once as Map)]
    {
        for pages in SIZES {
            let tables = (&raw mut tables).expose_provenance() as u64;
            // SAFETY: the arguments are the tables, the first page, the number of pages, and the
            // first frame.
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
    adapters::maps::<_, NoLazyMmu>(&space, "page_table_multiarch", &mut tables);
    adapters::changes(&space, "page_table_multiarch", &mut tables);

    let mut lazy = Lazy::<Tables, Kernel>::try_new().expect("a frame for the root");
    adapters::Map::map(&mut lazy, START as usize, MOST, FRAMES as usize);
    // SAFETY: as above, as its tables are the crate's.
    let space = unsafe { Space::new(lazy.root_paddr().as_usize() as u64) };
    adapters::maps::<_, Kernel>(&space, "Lazy of page_table_multiarch", &mut lazy);
    adapters::changes(&space, "Lazy of page_table_multiarch", &mut lazy);
}
