//! The async kernel before its port: a pair of barriers after each store to tables that are loaded,
//! and an invalidation of everything after a change.

use core::arch::asm;
use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_core::NoLazyMmu;

use super::space::Space;
use super::{Paging, process};
use crate::ported::Port;
use crate::ported::frames::OutOfFrames;
use crate::ported::pages::{ADDRESS, Pages};

/// The async kernel before its port.
#[derive(Debug)]
pub struct Before;

impl Paging for Before {
    const PORT: Port = Port::Before;
    type Mode = NoLazyMmu;

    fn start() {}

    fn build(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        let leaf = space.leaf_or_new(page, |_, entry, table| entry.store(table, Relaxed))?;
        leaf.store(frame | attributes, Relaxed);
        Ok(())
    }

    fn finish(_: &Space) {
        // SAFETY: a barrier.
        unsafe { asm!("dsb ishst", options(nostack, preserves_flags)) }
    }

    fn map(space: &Space, page: u64, frame: u64, attributes: u64) -> Result<(), OutOfFrames> {
        let leaf = space.leaf_or_new(page, |_, entry, table| {
            entry.store(table, Relaxed);
            pair();
        })?;
        leaf.store(frame | attributes, Relaxed);
        pair();
        Ok(())
    }

    fn unmap(space: &Space, pages: Pages) {
        for entry in pages.each().filter_map(|page| space.leaf(page)) {
            entry.store(0, Relaxed);
        }
        invalidate_everything();
    }

    fn protect(space: &Space, pages: Pages, attributes: u64) {
        for entry in pages.each().filter_map(|page| space.leaf(page)) {
            entry.store(entry.load(Relaxed) & ADDRESS | attributes, Relaxed);
        }
        invalidate_everything();
    }

    fn replace(space: &Space, page: u64, frame: u64, attributes: u64) -> u64 {
        let entry = space.leaf(page).expect("it is mapped");
        let old = entry.swap(0, Relaxed);
        invalidate_everything();
        entry.store(frame | attributes, Relaxed);
        pair();
        old & ADDRESS
    }

    fn fault(_: u64, far: u64) -> bool {
        process::map_on_demand::<Self>(far)
    }

    fn interrupt(f: impl FnOnce()) {
        f();
    }

    fn polled() {}
}

fn pair() {
    // SAFETY: barriers.
    unsafe { asm!("dsb ishst", "isb", options(nostack, preserves_flags)) }
}

fn invalidate_everything() {
    // SAFETY: translations are forgotten, and walked for again.
    unsafe {
        asm!("dsb ishst", "tlbi vmalle1is", "dsb ish", "isb", options(nostack, preserves_flags))
    }
}
