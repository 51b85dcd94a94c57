//! The crate `aarch64-paging`, in its own form and made lazy: `map_range` and `modify_range`, a
//! page a call and in one call.

use core::hint::black_box;
use core::ptr::{NonNull, with_exposed_provenance_mut};

use aarch64_paging::Mapping;
use aarch64_paging::descriptor::{El1Attributes, PhysicalAddress, UpdatableDescriptor};
use aarch64_paging::paging::{Constraints, El1And0, MemoryRegion, PageTable, Translation, VaRange};

use kernel::Kernel;
use lazy_mmu_arm64::aarch64_paging::{Lazy, LazyMapping as _};
use lazy_mmu_core::NoLazyMmu;

use crate::SIZES;
use crate::adapters::{self, PAGE_SIZE};
use crate::space::{FIRST, FRAMES, MOST, START, Space, give_back, take_frame};

/// The attributes of [`FIRST`], without the bit that tells pages from blocks: the crate sets that.
const FLAGS: El1Attributes = El1Attributes::from_bits_retain((FIRST - FRAMES) as usize & !0b10);
/// Pages only, as in the other jobs.
const PAGES: Constraints = Constraints::NO_BLOCK_MAPPINGS.union(Constraints::NO_CONTIGUOUS_HINT);

pub(crate) struct Pool;

impl Translation<El1Attributes> for Pool {
    fn allocate_table(&mut self) -> (NonNull<PageTable<El1Attributes>>, PhysicalAddress) {
        let pa = PhysicalAddress(take_frame() as usize);
        (self.physical_to_virtual(pa), pa)
    }

    unsafe fn deallocate_table(&mut self, table: NonNull<PageTable<El1Attributes>>) {
        give_back(table.as_ptr().addr() as u64);
    }

    fn physical_to_virtual(&self, pa: PhysicalAddress) -> NonNull<PageTable<El1Attributes>> {
        NonNull::new(with_exposed_provenance_mut(pa.0)).expect("a frame of the pool")
    }
}

type Tables = Mapping<Pool, El1And0>;

#[inline(never)]
extern "C" fn map_pages(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    for page in 0..count {
        map(tables, start + page * PAGE_SIZE, 1, frames + page * PAGE_SIZE);
    }
}

#[inline(never)]
extern "C" fn map_at_once(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    map(tables, start, count, frames);
}

#[inline(always)]
fn map(tables: &mut Tables, start: usize, count: usize, frames: usize) {
    tables
        .map_range(&region(start, count), PhysicalAddress(frames), FLAGS, PAGES)
        .expect("pages of the upper half");
}

impl adapters::Map for Tables {
    #[inline(always)]
    fn map(&mut self, start: usize, count: usize, frames: usize) {
        map(self, start, count, frames);
    }
}

impl adapters::Map for Lazy<Pool, El1And0> {
    #[inline(always)]
    fn map(&mut self, start: usize, count: usize, frames: usize) {
        self.map_range_lazily::<Kernel>(
            &region(start, count),
            PhysicalAddress(frames),
            FLAGS,
            PAGES,
        )
        .expect("pages of the upper half");
    }
}

/// Tables that other CPUs may walk.
struct Shared<'a>(&'a mut Lazy<Pool, El1And0>);

impl adapters::Map for Shared<'_> {
    #[inline(always)]
    fn map(&mut self, start: usize, count: usize, frames: usize) {
        // SAFETY: there is no other CPU.
        let mapped = unsafe {
            self.0.map_range_lazily_shared::<Kernel>(
                &region(start, count),
                PhysicalAddress(frames),
                FLAGS,
                PAGES,
            )
        };
        mapped.expect("pages of the upper half");
    }
}

macro_rules! change {
    ($($tables:ty),*) => {$(
        impl adapters::Change for $tables {
            #[inline(always)]
            fn unmap(&mut self, start: usize, count: usize) {
                self.modify_range(&region(start, count), &clear).expect("pages of the upper half");
            }

            #[inline(always)]
            fn protect(&mut self, start: usize, count: usize) {
                self.modify_range(&region(start, count), &make_read_only).expect("pages of the upper half");
            }
        }
    )*};
}

change!(Tables, Lazy<Pool, El1And0>);

fn region(start: usize, count: usize) -> MemoryRegion {
    MemoryRegion::new(start, start + count * PAGE_SIZE)
}

fn clear(_: &MemoryRegion, entry: &mut UpdatableDescriptor<'_, El1Attributes>) -> Result<(), ()> {
    // The crate descends into tables, and this leaves them alone.
    if entry.level() == 3 { entry.set(PhysicalAddress(0), El1Attributes::empty()) } else { Ok(()) }
}

fn make_read_only(
    _: &MemoryRegion,
    entry: &mut UpdatableDescriptor<'_, El1Attributes>,
) -> Result<(), ()> {
    if entry.level() == 3 {
        entry.modify_flags(El1Attributes::READ_ONLY, El1Attributes::empty())
    } else {
        Ok(())
    }
}

pub(crate) fn all() {
    type Map = extern "C" fn(&mut Tables, usize, usize, usize);

    let mut tables = Tables::with_asid_and_va_range(Pool, 0, 0, El1And0, VaRange::Upper);
    map_at_once(&mut tables, START as usize, MOST, FRAMES as usize);
    // SAFETY: the crate's tables are four levels from this root, mapped one to one as `Pool` says,
    // and the pages' tables exist now. They stay when `tables` is gone.
    let space = unsafe { Space::new(tables.root_address().0 as u64) };
    // Marked active, it is a map that the MMU walks: for another one the crate emits nothing.
    tables.mark_active();
    for (what, function) in [
        ("map_range, a page a call", map_pages as Map),
        ("map_range, one call", map_at_once as Map),
    ] {
        for pages in SIZES {
            let tables = (&raw mut tables).expose_provenance() as u64;
            // SAFETY: the arguments are the tables, the first page, the number of pages, and the
            // first frame.
            unsafe {
                space.measure(
                    what,
                    "aarch64-paging",
                    pages,
                    black_box(function) as *const (),
                    [tables, START, pages as u64, FRAMES, 0],
                )
            }
        }
    }
    adapters::maps::<_, NoLazyMmu>(&space, "aarch64-paging", &mut tables);
    adapters::changes(&space, "aarch64-paging", &mut tables);
    // SAFETY: `Space` invalidates everything before it has the MMU walk them, and after it has made
    // an entry invalid.
    let mut lazy = unsafe { Lazy::new(tables) };
    adapters::maps::<_, Kernel>(&space, "Lazy of aarch64-paging", &mut lazy);
    adapters::changes(&space, "Lazy of aarch64-paging", &mut lazy);
    adapters::maps::<_, Kernel>(&space, "Lazy of aarch64-paging, shared", &mut Shared(&mut lazy));
    lazy.mark_inactive();
}
