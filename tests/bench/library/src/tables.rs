//! The walk from a root table to leaves: four levels of 4 KiB tables that all exist.

use core::ptr::with_exposed_provenance;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use paging::{PAGE_SIZE, Page};

const ENTRIES: usize = 512;
const ADDRESS: u64 = 0x0000_ffff_ffff_f000;

/// Returns the leaves of `count` pages from `start` on, table by table, each table with the address
/// of its first page.
///
/// # Safety
///
/// The tables on the way to them exist, are exposed and mapped one to one, and live as long as
/// `root`.
#[inline(always)]
pub unsafe fn tables(
    root: &Page,
    start: u64,
    count: usize,
) -> impl Iterator<Item = (&[AtomicU64], u64)> {
    let (mut address, mut left) = (start, count);
    core::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let table = [39, 30, 21].into_iter().fold(root, |table, shift| {
            let next = table.0[index(address, shift)].load(Relaxed) & ADDRESS;
            // SAFETY: the table exists, as the caller promises.
            unsafe { &*with_exposed_provenance::<Page>(next as usize) }
        });
        let first = index(address, 12);
        let run = left.min(ENTRIES - first);
        let leaves = (&table.0[first..][..run], address);
        address += run as u64 * PAGE_SIZE;
        left -= run;
        Some(leaves)
    })
}

const fn index(address: u64, shift: u32) -> usize {
    (address >> shift) as usize % ENTRIES
}
