//! The window: the last entry of the root leads to the root, so that each table shows up as a page.
//! There is no other way to a table.

use core::ptr::with_exposed_provenance;
use core::sync::atomic::AtomicU64;

/// The entry of the root that leads to itself, and what it maps: 512 GiB.
pub(super) const ENTRY: usize = 511;
const WINDOW: u64 = 0xffff_ff80_0000_0000;

/// The entry that a walk to `address` reads at `level`, 0 to 3. Those above it must be linked, and
/// settled.
pub(super) fn entry(level: usize, address: u64) -> &'static AtomicU64 {
    // The entry of an address lies in the window at the number of its page; that of a table, at the
    // number of the page that shows it.
    let entry = (level..4).fold(address, |address, _| WINDOW | (address >> 9) & 0x7f_ffff_fff8);
    // SAFETY: the window shows the kernel's tables, which it never frees, as memory of atomics;
    // whoever calls has linked those above it.
    unsafe { &*with_exposed_provenance(entry as usize) }
}
