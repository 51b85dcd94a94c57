//! Invalidations: on every hart, before they return. Never deferred.

use crate::cpu;

const PAGE_SIZE: u64 = 1 << 12;
/// The most pages that are fenced one by one; for more, the whole TLB is.
const MOST_BY_ADDRESS: u64 = 64;

/// Takes the translations of `pages` pages of 4 KiB from `start` on out of every hart's TLB. They
/// are of last-level entries that were valid and have been changed or cleared. This hart fences by
/// itself, and the firmware makes the others fence (SBI, RFENCE extension).
///
/// # Panics
///
/// If the firmware refuses: going on would be a use after free.
pub fn invalidate(start: u64, pages: u64) {
    if pages > MOST_BY_ADDRESS {
        return invalidate_all();
    }
    for page in 0..pages {
        cpu::sfence_vma(start + page * PAGE_SIZE);
    }
    cpu::remote_sfence_vma(start, pages * PAGE_SIZE);
}

/// Takes all translations out of every hart's TLB, those of tables too. Call it before a table is
/// given back.
///
/// # Panics
///
/// As [`invalidate`].
pub fn invalidate_all() {
    cpu::sfence_vma_all();
    cpu::remote_sfence_vma(0, u64::MAX);
}
