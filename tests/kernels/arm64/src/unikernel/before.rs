//! The unikernel before its port: a pair of barriers after each store, and a whole invalidation for
//! each page.

use core::arch::asm;
use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_core::NoLazyMmu;

use super::{Paging, TABLE, window};
use crate::ported::Port;
use crate::ported::frames::{self, OutOfFrames, Page};
use crate::ported::pages::{ADDRESS, Pages, VALID};

/// The unikernel before its port.
#[derive(Debug)]
pub struct Before;

impl Paging for Before {
    const PORT: Port = Port::Before;
    type Mode = NoLazyMmu;

    fn start() {}

    fn prepare_root(root: &'static Page, link: u64) {
        root.0[window::ENTRY].store(link, Relaxed);
        // SAFETY: a barrier.
        unsafe { asm!("dsb ishst", options(nostack, preserves_flags)) }
    }

    fn map(page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        for level in 0..3 {
            let entry = window::entry(level, page);
            if entry.load(Relaxed) & VALID == 0 {
                entry.store(frames::take()? | TABLE, Relaxed);
                pair();
            }
        }
        window::entry(3, page).store(frame | attributes, Relaxed);
        pair();
        Ok(())
    }

    fn unmap(pages: Pages, free: fn(u64)) {
        for page in pages.each() {
            let frame = window::entry(3, page).swap(0, Relaxed) & ADDRESS;
            invalidate(page);
            free(frame);
        }
    }

    fn protect(pages: Pages, attributes: u64) {
        for page in pages.each() {
            let entry = window::entry(3, page);
            entry.store(entry.load(Relaxed) & ADDRESS | attributes, Relaxed);
            invalidate(page);
        }
    }

    fn fault(_: u64, _: u64) -> bool {
        false
    }
}

fn pair() {
    // SAFETY: barriers.
    unsafe { asm!("dsb ishst", "isb", options(nostack, preserves_flags)) }
}

fn invalidate(page: u64) {
    let operand = page >> 12 & ((1 << 44) - 1);
    // SAFETY: a translation is forgotten, and walked for again.
    unsafe {
        asm!("dsb ishst", "tlbi vaae1is, {}", "dsb ish", "isb", in(reg) operand, options(nostack, preserves_flags))
    }
}
