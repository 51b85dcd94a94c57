//! The crates' tables, in their own form and made lazy: the same three jobs for each, a page a call
//! and in one call.

use core::hint::black_box;

use lazy_mmu_core::{Mode, section};

use crate::space::{After, FRAMES, START, Space};

pub(crate) const PAGE_SIZE: usize = 4096;
/// The numbers of pages.
const SIZES: [usize; 3] = [1, 16, 512];

/// Tables of a crate that map pages.
pub(crate) trait Map {
    /// Maps `count` pages from `start` on to frames from `frames` on, in one call of the crate.
    /// They were not mapped.
    fn map(&mut self, start: usize, count: usize, frames: usize);
}

/// Tables of a crate that change mapped pages.
pub(crate) trait Change {
    /// Unmaps `count` pages from `start` on, in one call of the crate.
    fn unmap(&mut self, start: usize, count: usize);
    /// Makes them read-only, the same way.
    fn protect(&mut self, start: usize, count: usize);
}

type Job<T> = extern "C" fn(&mut T, usize, usize, usize);

/// Counts maps in sections of `M`: the kernel's mode for lazy tables, and no section for the
/// crate's own.
pub(crate) fn maps<T: Map, M: Mode>(space: &Space, by: &str, tables: &mut T) {
    for (what, job) in [
        ("map, one call", map_at_once::<T, M> as Job<T>),
        ("map, a page a call", map_pages::<T, M>),
    ] {
        count(space, by, tables, what, job, 0, After::Mapped);
    }
}

/// Counts the other jobs, without a section, because a section defers nothing of them.
pub(crate) fn changes<T: Change>(space: &Space, by: &str, tables: &mut T) {
    for (what, job, after) in [
        ("unmap, one call", unmap_at_once::<T> as Job<T>, After::Unmapped),
        ("unmap, a page a call", unmap_pages::<T>, After::Unmapped),
        ("protect, one call", protect_at_once::<T>, After::ReadOnly),
        ("protect, a page a call", protect_pages::<T>, After::ReadOnly),
    ] {
        count(space, by, tables, what, job, 1, after);
    }
}

/// Counts a job. `before` is 1 if each page is mapped before, else 0.
fn count<T>(
    space: &Space,
    by: &str,
    tables: &mut T,
    what: &str,
    job: Job<T>,
    before: usize,
    after: After,
) {
    for pages in SIZES {
        let tables = (&raw mut *tables).expose_provenance() as u64;
        let arguments = [tables, START, pages as u64, FRAMES, 0];
        // SAFETY: the arguments are the tables, the first page, the number of pages, and the first
        // frame.
        unsafe {
            space.measure_from(
                before * pages,
                after,
                what,
                by,
                pages,
                black_box(job) as *const (),
                arguments,
            )
        }
    }
}

#[inline(never)]
extern "C" fn map_at_once<T: Map, M: Mode>(
    tables: &mut T,
    start: usize,
    count: usize,
    frames: usize,
) {
    section::<M, _>(|_| tables.map(start, count, frames));
}

#[inline(never)]
extern "C" fn map_pages<T: Map, M: Mode>(
    tables: &mut T,
    start: usize,
    count: usize,
    frames: usize,
) {
    section::<M, _>(|_| each(count, |offset| tables.map(start + offset, 1, frames + offset)));
}

#[inline(never)]
extern "C" fn unmap_at_once<T: Change>(tables: &mut T, start: usize, count: usize, _: usize) {
    tables.unmap(start, count);
}

#[inline(never)]
extern "C" fn unmap_pages<T: Change>(tables: &mut T, start: usize, count: usize, _: usize) {
    each(count, |offset| tables.unmap(start + offset, 1));
}

#[inline(never)]
extern "C" fn protect_at_once<T: Change>(tables: &mut T, start: usize, count: usize, _: usize) {
    tables.protect(start, count);
}

#[inline(never)]
extern "C" fn protect_pages<T: Change>(tables: &mut T, start: usize, count: usize, _: usize) {
    each(count, |offset| tables.protect(start + offset, 1));
}

#[inline(always)]
fn each(count: usize, f: impl FnMut(usize)) {
    (0..count * PAGE_SIZE).step_by(PAGE_SIZE).for_each(f);
}
