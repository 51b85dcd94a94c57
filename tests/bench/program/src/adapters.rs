//! The crates' tables, as they are and made lazy: the same three jobs for each, a page a call and in one call.

use core::hint::black_box;

use kernel::Kernel;
use lazy_mmu_core::{Mode, NoLazyMmu, section};

use crate::space::{After, FRAMES, START, Space};

pub(crate) const PAGE_SIZE: usize = 4096;
/// How many pages.
const SIZES: [usize; 3] = [1, 16, 512];

/// What is done to `count` pages from `start` on, in one call of the crate.
pub(crate) trait Tables {
    /// Maps them to frames from `frames` on. They were not mapped.
    fn map(&mut self, start: usize, count: usize, frames: usize);
    /// Unmaps them.
    fn unmap(&mut self, start: usize, count: usize);
    /// Makes them read-only.
    fn protect(&mut self, start: usize, count: usize);
}

type Job<T> = extern "C" fn(&mut T, usize, usize, usize);
/// What is done, its name, what there is before, and what after.
type Jobs<T> = [(&'static str, Job<T>, usize, After); 6];

/// Counts each job of the crate's own tables.
pub(crate) fn eager<T: Tables>(space: &Space, by: &str, tables: &mut T) {
    all::<T, NoLazyMmu>(space, by, tables);
}

/// Counts each job of lazy tables. Maps are in a section; of the others a section defers nothing.
pub(crate) fn lazy<T: Tables>(space: &Space, by: &str, tables: &mut T) {
    all::<T, Kernel>(space, by, tables);
}

fn all<T: Tables, M: Mode>(space: &Space, by: &str, tables: &mut T) {
    let jobs: Jobs<T> = [
        ("map, one call", map_at_once::<T, M>, 0, After::Mapped),
        ("map, a page a call", map_pages::<T, M>, 0, After::Mapped),
        ("unmap, one call", unmap_at_once::<T>, 1, After::Unmapped),
        ("unmap, a page a call", unmap_pages::<T>, 1, After::Unmapped),
        ("protect, one call", protect_at_once::<T>, 1, After::ReadOnly),
        ("protect, a page a call", protect_pages::<T>, 1, After::ReadOnly),
    ];
    for (what, job, before, after) in jobs {
        for pages in SIZES {
            let tables = (&raw mut *tables).expose_provenance() as u64;
            let arguments = [tables, START, pages as u64, FRAMES, 0];
            // SAFETY: the tables, the first page, how many, and the first frame.
            unsafe { space.measure_from(before * pages, after, what, by, pages, black_box(job) as *const (), arguments) }
        }
    }
}

#[inline(never)]
extern "C" fn map_at_once<T: Tables, M: Mode>(tables: &mut T, start: usize, count: usize, frames: usize) {
    section::<M, _>(|_| tables.map(start, count, frames));
}

#[inline(never)]
extern "C" fn map_pages<T: Tables, M: Mode>(tables: &mut T, start: usize, count: usize, frames: usize) {
    section::<M, _>(|_| each(count, |offset| tables.map(start + offset, 1, frames + offset)));
}

#[inline(never)]
extern "C" fn unmap_at_once<T: Tables>(tables: &mut T, start: usize, count: usize, _: usize) {
    tables.unmap(start, count);
}

#[inline(never)]
extern "C" fn unmap_pages<T: Tables>(tables: &mut T, start: usize, count: usize, _: usize) {
    each(count, |offset| tables.unmap(start + offset, 1));
}

#[inline(never)]
extern "C" fn protect_at_once<T: Tables>(tables: &mut T, start: usize, count: usize, _: usize) {
    tables.protect(start, count);
}

#[inline(never)]
extern "C" fn protect_pages<T: Tables>(tables: &mut T, start: usize, count: usize, _: usize) {
    each(count, |offset| tables.protect(start + offset, 1));
}

#[inline(always)]
fn each(count: usize, f: impl FnMut(usize)) {
    (0..count * PAGE_SIZE).step_by(PAGE_SIZE).for_each(f);
}
